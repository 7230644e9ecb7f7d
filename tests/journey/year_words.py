"""What a village says in a year: matters that several families tell in their own words, and everything said once.

Nothing here is a real person's; no sentence accuses anybody.
"""

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What the teller means: how the village's cadres will treat it, and whether it may ring anybody out of bed."""

    SHARED = "shared"  # a matter of many families: merged, a candidate
    ORDINARY = "ordinary"  # one family's everyday matter: answered, or not taken up
    PRIVATE = "private"
    PETITION = "petition"  # somewhere else's matter: referred
    QUESTION = "question"
    DANGER = "danger"
    HARMLESS = "harmless"  # sounds like danger, said at night, and is none


@dataclass(frozen=True, slots=True)
class Told:
    """One person's words, what they mean by them, and of which shared matter they are ("" none)."""

    words: str
    sort: Sort
    topic: str = ""


# Each line one matter, its name first; its place is the grid of those who tell it.
SHARED = """\
lamps|村口那排路灯瞎了好几盏|黑夜出来摸黑哩，路灯不亮|路灯坏了半个多月没人来修|巷子里的灯不着，老人不敢出门|灯杆子在，灯泡早烧了
road|进村的路坑坑洼洼，三轮车颠得不行|路面烂得厉害，下雨全是水坑|咱这条路多少年没补过了|出村的路坏了，拉粮车过不去|路上的坑越来越大，该补补了
rubbish|垃圾池满了好几天没人拉|垃圾堆得到处都是，苍蝇乱飞|收垃圾的车十来天没来了|垃圾桶不够，都倒在路边上|池子里的垃圾溢到路上了
canal|浇地的水渠堵了，水下不来|渠里全是淤泥，地浇不上|水渠有一截断了，水都跑了|今年渠没清，等水等不来|支渠漏水，浇一亩地得半天
tap|自来水隔三差五停|水压不够，上头几户接不上水|水管子老化了，水黄黄的|自来水一停就是两三天|水龙头半天流不出一桶水
drain|排水沟堵了，一下雨就倒灌|下水道不通，院里全是水|沟里的水排不出去，门前成了塘|暗沟塌了一截，污水漫上来|雨大了水就往家里灌，沟得修
bridge|过沟的小桥栏杆掉了半边|桥面窄，两个车错不开|小桥的板松了，走上去晃|桥头没护栏，娃娃过桥不放心|这座桥该加固了，载重车都从上头过
bus|班车不进村了，赶集走二里地|一天就一趟班车，看病赶不上|公交站挪远了，老人走不动|想让班车绕到咱这边停一下|周末没有车，学生回不来
square|广场的健身器材坏了没人管|活动场地坑洼不平，跳舞崴脚|广场上没个坐的地方|篮球架锈了，娃们没处玩|小广场晚上没灯，活动不成
well|机井的水泵老坏，轮着浇地耽误事|井房没人看，泵坏了谁修|浇地的井出水越来越少|机井电费咋算没个章程|抽水排队排到半夜，该再打一眼
parking|巷子里车乱停，三轮过不去|过年车多，路口堵得死死的|门前停满了车，出不了门|没有停车的地方，都停路上|大车停在路口挡视线
dogs|村里散养的狗太多，追娃娃|养狗不拴，早上不敢出门|狗把路边拉得到处是|夜里狗叫得人睡不着|得定个规矩，狗要拴起来
trees|路边的树遮了电线，一刮风就断电|树枝伸到房顶上了，该修剪|行道树死了一片，该补种|树根把路面拱起来了|杨树毛子满天飞，换换树吧
clinic|卫生室老关门，买药得去镇上|村医一星期来两天，看病不方便|卫生室缺常用药|量个血压都得跑镇里|卫生室想让多开半天
loud|大喇叭天不亮就响，吵得慌|喇叭声音太大，娃睡不成|广播一天放好几遍，能不能少点|喇叭听不清说甚，换个新的吧|晌午别放喇叭，老人要歇
school|学校门口车多，放学没人管|校门口没减速带，过车快|接娃的家长把路堵了|学校门前的路窄，得画线|上学路上那截没人行道
toilet|公厕没水冲，味大得很|公厕门坏了，灯也不着|公厕离得太远，再修一个吧|公厕没人打扫|旱厕夏天苍蝇一片
heat|煤改电以后电费太高，想商量个办法|取暖设备坏了找不着人修|清洁煤送得晚，冷了才来|取暖补贴到底按户还是按面积|电暖器一开就跳闸
land|机耕路窄，收割机进不去地|地头的路塌了一截，车下不去|地块太碎，想换着种|田间路没铺，雨后进不去地|机耕路两边草长得看不见沟
river|河道里堆着枯枝杂物，该清清|河边没护栏|河滩上倒的建渣没人清|河里漂着塑料袋，臭烘烘|河堤上的草没人割
net|手机信号差，屋里打不通电话|宽带老掉线，娃上网课不成|电话信号一阵有一阵没|想让移动再立个塔|网费贵，网还慢
elder|老人吃饭不方便，想办个食堂|日间照料中心关了，老人没处去|食堂能不能再开起来|独居老人没人送饭|老年活动室锁着不开
fee|卫生费收多少合适，想商量商量|卫生费有的交有的不交|垃圾费一家一年多少没说清|收费标准得大家定|卫生费该按人还是按户
feast|红白事随礼越来越高，该定个规矩|办事情摆席太铺张|随礼随不起了，村里管管|白事吹打三天，花费太大|请客烟酒档次越攀越高
meter|电压不稳，灯一闪一闪|变压器小，夏天老跳闸|浇地时候电带不动泵|家电烧坏好几件，电压低|变压器该换大的了
fund|林地补偿款咋分还没个说法|集体的果园租金该公开一下|光伏的钱分不分|集体收入想听听怎么用|果园到期了，租给谁大家商量"""

ORDINARY = """\
我家门口的井盖响得厉害|隔壁盖房把沙子堆在路上|邻居的鸡老跑我家菜地里|我家的户口本地址写错了|门牌掉了，想补一个|快递不送进村|菜地的水管接头坏了|我家院墙外的草长得老高
路牌指错方向了|公示栏的玻璃碎了|想借村里的桌椅办事|老房子的电表不走字|我家化粪池满了|想种点花，村口那块空地行不|农家书屋多会儿开门|我家的树苗没领到
门口的消防栓漏水|过路的大车扬的灰太大|我家的地界石不见了|村里的秧歌队缺鼓|想学剪枝，有没有人教|玉米种子今年统一订不订|我家的宽带箱敞着|球场的网破了
坟地边上的草该清了|小卖部门前积水|电动车没处充电|想要个垃圾桶放门口|祠堂的门锁坏了|晒场被车占了|水表箱盖子丢了|庙会那天车停哪里"""
PRIVATE = """\
老汉瘫了，低保停了，想问问咋办|我娃有癫痫，上学没人照看|我得了肝病，药费报不了|婆婆痴呆，跑丢过两回|闺女离婚了，娃的抚养费要不来|我妈低保想申请，不会弄|残疾证到期了要重办
我男人抑郁，整宿不睡|养老金没领到，我妈急得哭|老人跟儿子闹气，没人管饭|我得的是乳腺癌，大病救助咋申请"""
PETITION = """\
地界官司法院判了，我不服，要去信访|我要上访，工伤赔偿的事一直没解决|拆迁补偿的事我已经起诉了|跟开发商的合同纠纷，法院立案了|交通事故赔偿判了不给钱|欠我工钱三年，仲裁也做了，想去市里信访"""
QUESTION = """\
新农合今年交多少钱|养老金多会儿涨|宅基地怎么申请|高龄补贴多大岁数能领|党费咋交|今年的选举是几月份|孩子上户口要甚材料|危房改造有名额没
粮食补贴多会儿发|外出务工补贴怎么报|残疾补贴一个月多少|申请低保要甚条件|土地确权证在哪儿领|医保能在手机上交吗|村里招公益岗不|学校几号开学"""
DANGER = """\
我家隔壁着火了，快来人|有人掉井里了|老人晕倒了没气了|窑洞塌了，里头压着人|山水下来了，水进院子了，人困住了|煤气中毒了，两个人叫不醒|家里男人喝了酒打我"""
HARMLESS = """\
电视剧里着火那段看得我睡不着|广场舞跳得火得很|今天的羊肉火候大了|娃发烧好了，谢谢村里大夫|老汉打呼噜吵死人了|热死了，电扇也没用|烟囱冒烟熏得慌|灶上的火老灭，煤不好
去年淹了的那块地今年能种不|前几年塌的窑洞还能补贴不|救火队啥时候招人|想学急救，有培训没|摔了一跤没事，就是路太黑|楼板裂缝两年了，想报危房|燃气表该换电池了|气得我头疼，邻居又把车堵门口了
水坝上钓鱼的人太多|狼来了的戏啥时候唱|防火检查哪天来|火葬费用怎么补|老房子漏雨，盆接了一宿|半夜有人放炮，惊得娃哭|听说邻村有人中毒，咱的水没事吧|大水冲了龙王庙这出戏好看"""


def _each(block: str, sort: Sort) -> tuple[Told, ...]:
    return tuple(Told(words, sort) for words in block.replace("\n", "|").split("|"))


TOPICS: dict[str, tuple[Told, ...]] = {
    topic: tuple(Told(words, Sort.SHARED, topic) for words in told.split("|"))
    for topic, _, told in (line.partition("|") for line in SHARED.splitlines())
}
SINGLE: dict[Sort, tuple[Told, ...]] = {
    Sort.ORDINARY: _each(ORDINARY, Sort.ORDINARY),
    Sort.PRIVATE: _each(PRIVATE, Sort.PRIVATE),
    Sort.PETITION: _each(PETITION, Sort.PETITION),
    Sort.QUESTION: _each(QUESTION, Sort.QUESTION),
    Sort.DANGER: _each(DANGER, Sort.DANGER),
    Sort.HARMLESS: _each(HARMLESS, Sort.HARMLESS),
}
BANK = (*(told for each in TOPICS.values() for told in each), *(told for each in SINGLE.values() for told in each))
