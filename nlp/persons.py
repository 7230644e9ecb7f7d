"""People of whom we have no list, out of what others may read: 王秀英 → 王×, 老王头 → 王×, 二狗子 → ×. Offices stay: 李主任.

A surname and two characters that names are made of, a surname and what kin or neighbours are called by, or a nickname at the
start of a clause. A name too many is hidden rather than one too few; 高压线, 白菜, 张家沟 and 赵会计 stay, and so does what the
caller knows to be somebody or somewhere that may be named.
"""

import re
from collections.abc import Collection

from nlp.redact import redact

_LONG = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|长孙|慕容"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕"
    "聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁"
    "耿牟卜关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋郜冀穆弓要逯车"
)
# characters that given names are made of
_GIVEN = (
    "秀英桂兰爱莲凤仙玉珍翠花香梅芳芝菊萍娥娟娜丽艳霞红燕玲婷莉敏静琴巧改变粉淑慧惠贤芬彩美云月桃杏枝叶莺春秋冬雪冰"
    "晶洁琳瑞欣怡佳梦雨思雅倩颖瑶萌素清润竹菱青"
    "建国强军平明志刚伟勇斌亮兵文武海涛波辉鹏飞超磊杰峰浩宇凯健俊东林森山川江河天成长生根柱拴栓锁牢满仓囤旺福禄寿喜"
    "贵富财发顺利全保有存留守金银铜铁玉宝珠龙虎彪豹"
    "牛马世代永恒久德仁义礼智信忠孝诚正直廉和祥康宁安泰乐吉庆兴盛昌荣华光耀宗祖先继承学书良才学朝阳新晓春晨旭升晖少"
    "小大二三四五六七栋梁松柏树茂勤俭民耕田双奇来引招弟换"
    "卫红卫东跃进运解放援社会计胜战斗克继万千百元奎魁栓润月巧焕变转俏候狗娃毛丑孩女子云祺梓轩涵子一"
)
_GIVEN = "".join(sorted(set(_GIVEN) - set("会计放解运大子一来有发")))
_FIRST = f"[{_GIVEN}有来改]"
_ONE = "强军勇伟刚斌亮明平涛波辉鹏飞超磊杰峰浩凯健俊丽敏静芳娟艳霞英红燕玲婷娜莉萍琴梅兰莲娥珍香霖洋宇雷兵虎龙柱旺贵生福喜林海"
_OFFICES = (
    "主任|书记|支书|会计|村长|镇长|乡长|县长|区长|市长|省长|局长|所长|站长|校长|院长|队长|组长|科长|股长|部长|社长|矿长|厂长|"
    "委员|干事|网格员|民警|警官|警察|医生|大夫|老师|教师|法官|"
    "律师|出纳|文书|保管|代表|同志|主席|秘书|司机|电工"
)
_KIN = (
    "老太太|老太婆|老汉|老头子?|老太|老婆子?|老两口|大爷|大娘|大叔|大婶子?|大妈|大伯|大哥|大姐|大嫂子?|大大|二爷|二叔|三叔|"
    "二婶|三婶|二哥|三哥|二嫂|叔叔|婶子|婶婶|伯伯|爷爷|奶奶|嫂子|"
    "寡妇|师傅|老板娘?|先生|女士|后生|妹子|媳妇|叔|婶|伯|爷|奶|嫂|哥|姐|姨|姑|舅|某某?|瞎子|聋子|瘸子|拐子|麻子|胖子|秃子|疯子|光棍|掌柜"
)
_PLACES = (
    "村|庄|沟|坪|镇|乡|县|街|巷|组|庙|桥|坡|湾|塬|峁|梁(?=上)|圪|大道|社区|小区|学校|小学|中学|医院|超市|路(?=口|面|灯|上|的|"
    "段|边|$)|河(?=里|边|滩)|山(?=上|里|脚)|牌|局|所|站|厂"
)
_ORDINARY = (
    "常年|马上|高山|高林|高平|高明|高龙|高龄|高新|高利|高金|高成|高玉|高安|高林|白天|白云|白雪|白花|白银|白玉|白龙|白杨|石山|"
    "石河|石英|石林|石榴|石柱|黄河|黄金|黄花|黄牛|黄山|黄玉|黄豆|"
    "金银|金牛|金山|金秋|金华|金玉|金花|林山|江山|江河|江海|江水|文明|文书|文山|文武|文学|武汉|万元|万千|万一|安全|安宁|安平|"
    "安康|安乐|安生|安民|平安|成千|成天|成全|成长|成年|成万|成立|"
    "成才|成材|成林|田林|田玉|雷雨|温泉|和平|阳光|阳春|杨树|杨梅|柳树|柳林|柳枝|梅花|梅雨|兰花|桃树|叶子|叶梅|龙王|龙江|龙山|"
    "马路|马铁|毛利|毛竹|毛主|方志|史书|于春|向阳|向东|向日|向海|向荣|"
    "关先|关天|关爱|关海|关山|管天|管福|管保|管书|盛世|盛开|易福|路林|车天|车金|车财|车富|夏天|夏秋|夏冬|牛羊|牛马|牛山|牛生|"
    "童年|季节|许多|何来|何福|何必|水牛|严明|严正|康乐|康宁|康复|左先|"
    "左右|申生|申先|申领|查明|查清|查文|钱财|钱三|钱学|钱文|钱元|钱和|钱先|钱全|要三|要二|要全|要改|要先|要保|要学|要新|要有|"
    "要来|要书|要换|要文|要明|要变|要树|要香|要红|要直|要良|要发|要大|"
    "易学|游山|游春|时三|章有|苗有|谷雨|谷子|谷有|汤有|药有|洪水|安三|安二|向先|向书|向左|向来|任三|余三|余二|余元|万二|万三|"
    "万四|万五|万六|万七|万有|万来|段二|段三|路二|路三|路有|路直|路来|车二|车三|车四|车五|车有|车来|"
    "田三|田二|田五|田四|田有|石二|方三|方二|方五|方四|方有|金三|金二|金五|金四|金六|金有|金来|花有|丁有|路新|车新|药新|毛三|"
    "毛二|毛五|毛四|毛六|毛七|石三|石四|石五|成三|成二|成四|成五|成六|成有|成书|文二|文三|项三|项二|要千|"
    "要百|要万|要五|要四|要六|要七|查三|查二|管三|管二|安书|安有|安元|关二|关三|关有|卫生|卫星|高三|高二|高五|高四|高六|马三|"
    "常三|常二|常有(?!福|才|财|生|林|喜)|常来|龙二|江三|兰三|史有|左二|白二|白三|白来|白有|黄了"
)
_NICK = (
    "(?:[二三四五六大小黑丑铁狗拴栓毛石虎猪臭憨愣傻灰赖](?:狗子|狗娃|狗蛋|蛋子|蛋蛋|娃子|虎子|柱子|愣子|愣|娃(?!娃)|丑|旦|"
    "蛋(?!糕|白)|孬|锁|牢)|[二三四五六]毛|[二三四五六大黑]狗(?!窝|粮)|[二三四铁栓拴]柱|[拴栓]牢|"
    "狗剩|狗娃|铁蛋|毛蛋|[二三四]牛|[二三四]虎|来娃|存娃|[二三四五六]小子)"
)
_STOP = "^|(?<=[，。！？；：、 ,.!?;:“”〕×他])|(?<=[把被让叫给跟和同找是说与个的家]|壁)"
_ACTS = (
    "家|他|她|这|那|把|前儿|夜来|昨|今|骑|打|骂|偷|说|在|又|年时|手机|电话|的|和|跟|叫|欠|喝|老是|天天|占|拿|开|住|养|种|卖|"
    "买|也|被|让|给|要|不|没|领|是|身份证|，|。|、|,|$|两口|上|去|来|从|都|有|往|砸|摔|掉|病|死|腿"
)

_NOT_SOMEBODY = (
    "小(?:白菜|马[路驾达]|路|石|毛病|方|金|龙|江|康|于|卫|雷|雨|车|成|安|田|万|史|向|汤|文|夏|段|叶|花|柳|易|管|时|曲)|"
    "老(?:路|白干|毛病|关|管|要|车|田|史|石|柳|万|雷|时|易)"
)
_RULES: tuple[re.Pattern[str], ...] = (
    re.compile(f"(?P<s>{_LONG})(?!{_OFFICES}){_FIRST}[{_GIVEN}]?"),
    re.compile(
        f"(?!{_ORDINARY})(?P<s>[{_SURNAMES}])(?!{_OFFICES}|{_KIN})(?!天天|年年|月月|明明)(?:老[大二三四五六七八九]|"
        f"{_FIRST}[{_GIVEN}])(?!{_PLACES})"
    ),
    re.compile(f"(?:(?<=[老小])|{_STOP})(?:(?<![老小])[老小])?(?P<s>[{_SURNAMES}])(?:{_KIN})(?!家?[沟坡坪村])"),
    re.compile(f"(?:{_STOP})(?!{_NOT_SOMEBODY})[老小](?P<s>[{_SURNAMES}])头?(?={_ACTS}|收|答应)(?!家?[沟坡坪村])"),
    re.compile(f"(?:{_STOP})(?!{_ORDINARY})(?P<s>[{_SURNAMES}])[{_ONE}](?={_ACTS})(?!{_PLACES})"),
    re.compile(f"(?:{_STOP})(?P<s>){_NICK}(?!钱|块|一)(?={_ACTS})"),
)


def hide_private(text: str, names: tuple[str, ...] = (), stay: Collection[str] = ()) -> str:
    """The text without numbers, without each of `names`, and without people of whom we have no list. Idempotent."""
    return hide_persons(redact(text, names), stay)


def hide_persons(text: str, stay: Collection[str] = ()) -> str:
    """The text with people's names by their surname and ×, nicknames by × alone. Idempotent, linear.

    stay: words that are left as they are: places of the village, cadres by their names.
    """
    for pattern in _RULES:
        text = pattern.sub(lambda hit: hit[0] if _begins_in(hit, stay) else hit["s"] + "×", text)
    return text


def _begins_in(hit: re.Match[str], stay: Collection[str]) -> bool:
    """马龙潭 is a place, 马龙 in it nobody; but a name that merely runs into a place's is still somebody's."""
    text, at = hit.string, hit.start()
    return any(word in text[max(0, at - len(word) + 1) : at + len(word)] for word in stay if word)
