"""The fifteen categories of village concerns: codes, names, and whether they may be talked about in public."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """May a concern of this category become a topic for everyone?"""

    PUBLIC = "G"  # usually a public topic
    PRIVATE = "P"  # a personal case: never put to a meeting, never shown
    MIXED = "M"


@dataclass(frozen=True, slots=True)
class Category:
    """One category; subs maps codes such as "01.1" to Chinese names."""

    code: str
    name: str
    kind: Kind
    subs: dict[str, str]


def _category(code: str, name: str, kind: str, *subs: str) -> Category:
    return Category(code, name, Kind(kind), {f"{code}.{n}": sub for n, sub in enumerate(subs, 1)})


CATEGORIES: dict[str, Category] = {
    each.code: each
    for each in (
        _category(
            "01", "道路交通", "G", "路面破损塌方", "巷道硬化/断头路", "桥涵护栏错车道", "公交/校车/班车", "占道堵路/停车", "大车碾压超载"
        ),
        _category("02", "人畜饮水与灌溉", "G", "停水水小", "水质发黄有味", "管道冻裂漏水", "水价收费", "灌溉渠井泵", "排水淹地"),
        _category(
            "03", "供电照明、取暖与通信", "G", "停电低电压", "路灯不亮", "电线老化电杆危险", "冬季取暖", "手机信号宽带", "广播大喇叭"
        ),
        _category("04", "环境卫生", "G", "垃圾清运", "污水旱厕", "养殖气味粪污", "河沟杂物", "噪声粉尘(矿场/石料)", "病死畜禽"),
        _category("05", "宅基地与住房", "M", "建房审批", "危房危窑", "宅基地边界", "违建乱占", "搬迁安置", "滑坡采空裂缝"),
        _category("06", "土地林地与征占补偿", "M", "承包地/机动地", "土地流转租金", "征地拆迁补偿", "退耕还林护林", "地界坟地", "撂荒复垦"),
        _category("07", "邻里与家庭纠纷", "P", "宅院通道采光排水", "牲畜毁苗", "借钱欠账", "赡养继承", "婚姻家暴", "口角打架"),
        _category(
            "08",
            "社保、医保与救助",
            "P",
            "养老金",
            "医保报销缴费",
            "低保/特困/临时救助",
            "残疾证与两项补贴",
            "退役军人优待",
            "认证/卡片问题",
        ),
        _category("09", "教育与一老一小", "M", "校车寄宿餐费", "撤并校/幼儿园", "资助助学贷款", "日间照料中心", "留守儿童", "课后活动场地"),
        _category("10", "医疗卫生", "M", "村医不在岗", "买药/慢病取药", "家庭医生体检", "妇幼疫苗", "传染病/犬伤", "转诊救护车"),
        _category("11", "产业、就业与欠薪", "M", "农产品卖难", "合作社/集体产业分红", "招工培训", "拖欠工资", "贷款", "帮扶车间"),
        _category("12", "惠农补贴与农业生产", "M", "耕地地力/种粮补贴", "农机", "病虫害/野猪", "农业保险理赔", "农资假劣", "天灾核灾"),
        _category(
            "13", "村务、财务、党务与干部作风", "M", "账目不公开", "工程招标", "低保评议不公", "干部不作为", "换届选举", "集体收益分配"
        ),
        _category(
            "14",
            "安全：治安、消防、防汛、地灾、矿区",
            "M",
            "打架盗窃赌博",
            "火灾隐患",
            "防汛河道",
            "滑坡塌陷采空",
            "煤气中毒/燃气",
            "电信诈骗",
        ),
        _category(
            "15",
            "移风易俗、文化与村庄建设",
            "G",
            "红白事/彩礼",
            "文化广场健身器材",
            "村史/庙会/祠堂",
            "村庄规划绿化",
            "村规民约",
            "坟地/殡葬",
        ),
    )
}
