"""Entries of every register, made up: for a demonstration, and for nothing else. Each document number says 样本."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

Row = Mapping[str, object]
Firm = tuple[str, str]  # credit code, name

_CLUSTERS = (
    ("JQ1", "高端轴承产业集群", "主导产业", ("轴承钢", "锻件与套圈", "滚动体", "成品轴承", "主机应用")),
    ("JQ2", "新能源电池产业集群", "新兴产业", ("正极材料", "电芯", "电池系统", "储能与回收")),
    ("JQ3", "智能机器人产业集群", "未来产业", ("减速器", "伺服与控制", "本体", "系统集成")),
)
_BESIDE = {"滚动体": "成品轴承", "负极材料": "电芯", "传感器": "本体"}  # links that lead into one beside the chain
_GAPS = ("储能与回收", "减速器", "负极材料")
_PLATFORMS = ("工程研究中心", "企业技术中心", "重点实验室", "技术创新中心", "新型研发机构", "中试基地")
_FIELDS = ("精密加工", "先进材料", "智能控制", "电池系统", "工业软件", "检测技术")
_LEVELS = ("国家级", "省级", "市级", "区级")
_BUREAUS = {"国家级": "国家主管部门", "省级": "省科技厅", "市级": "市科技局", "区级": "高新区管委会"}
_CARRIERS = (
    ("周山双创智慧岛", "孵化器", "国家级", 32_000),
    ("伊滨智慧岛", "加速器", "省级", 41_000),
    ("瀍河众创空间", "众创空间", "市级", 6_500),
    ("洛北科技产业社区", "产业园", "区级", 58_000),
    ("定鼎创客坊", "众创空间", "未认定", 3_200),
)
_DUTIES = ("年度报告", "评估考核", "建设任务", "整改")
_DUTIES_OF_FIRMS = (
    ("高新技术企业", "年度报表", "年度发展情况报表"),
    ("高新技术企业", "变化报告", "名称变更报告"),
    ("科技型中小企业", "信息更新", "信息更新"),
)
_WAYS = ("所有权", "长期使用权", "转让", "许可", "作价投资")
_CONTRACTS = ("技术开发", "技术转让", "技术许可", "技术咨询", "技术服务")


def made_up(on: date, firms: Sequence[Firm], seed: int = 7) -> dict[str, list[Row]]:
    """Rows by the name of their file, as an officer would bring them; firms are those of the zone."""
    return _MadeUp(on, firms, Random(seed)).tables


class _MadeUp:
    def __init__(self, on: date, firms: Sequence[Firm], random: Random) -> None:
        self.on, self.firms, self.random = on, firms, random
        self.links: list[tuple[str, str, str]] = []  # number, name, cluster
        self.tables: dict[str, list[Row]] = {
            "产业集群": list(self.clusters()),
            "产业链环节": list(self.chain()),
            "企业": list(self.tagged()),
            "创新平台": list(self.platforms()),
            "实验室": list(self.laboratories()),
            "中试基地": list(self.bases()),
            "中试服务": list(self.services()),
            "中试服务记录": list(self.jobs()),
            "大型设施": list(self.facilities()),
            "园区资格": list(self.titles()),
            "资格义务": list(self.duties()),
            "企业资格义务": list(self.duties_of_firms()),
            "孵化载体": list(self.carriers()),
            "租约": list(self.tenancies()),
            "技术合同": list(self.contracts()),
            "职务科技成果": list(self.achievements()),
            "重点项目": list(self.projects()),
            "研发项目": list(self.research()),
        }
        years = {
            "实验室年度": ("实验室编号", "实验室", self.staff),
            "大型设施年度": ("设施编号", "大型设施", self.hours),
            "孵化载体年度": ("载体编号", "孵化载体", self.revenues),
            "重点项目年度": ("重点项目编号", "重点项目", self.investments),
            "研发项目年度": ("研发项目编号", "研发项目", self.costs),
            "职务科技成果年度": ("成果编号", "职务科技成果", self.incomes),
        }
        for name, (key, of, yearly) in years.items():
            self.tables[name] = [
                {key: row[key], "年度": year, **yearly(row, year)}
                for row in self.tables[of]
                for year in self.years(row)
            ]

    def day(self, back: int, ahead: int = 0) -> date:
        """Some day between so many days ago and so many to come."""
        return self.on + timedelta(days=self.random.randint(-back, ahead))

    def firm(self) -> Firm:
        return self.random.choice(self.firms)

    def money(self, low: int, high: int) -> int:
        """In yuan, of so many ten thousand."""
        return self.random.randint(low, high) * 10_000

    def years(self, row: Row) -> range:
        begun = next((value for name, value in row.items() if name in _BEGINS and isinstance(value, date)), self.on)
        return range(max(begun.year, self.on.year - 4), self.on.year)

    def clusters(self) -> Iterator[Row]:
        for number, name, kind, _ in _CLUSTERS:
            firm = self.firm()[1]
            yield {
                "集群编号": number,
                "集群名称": name,
                "集群定位": kind,
                "牵头部门": "工信局",
                "链主单位": firm,
                "设立日期": date(self.on.year - 4, 3, 1),
            }

    def chain(self) -> Iterator[Row]:
        for cluster, _, _, names in _CLUSTERS:
            beside = [name for name, to in _BESIDE.items() if to in names and name not in names]
            every = [*names, *beside]
            numbers = {name: f"{cluster}-{place}" for place, name in enumerate(every, 1)}
            for place, name in enumerate(every):
                following = _BESIDE.get(name) or (names[place + 1] if place + 1 < len(names) else "")
                where = "配套" if name in beside else "上游" if place == 0 else "下游" if not following else "中游"
                self.links.append((numbers[name], name, cluster))
                yield {
                    "环节编号": numbers[name],
                    "环节名称": name,
                    "环节位置": where,
                    "所属集群": cluster,
                    "下游环节": numbers.get(following, ""),
                }

    def link(self) -> str:
        """A link that is no gap."""
        return self.random.choice([number for number, name, _ in self.links if name not in _GAPS])

    def tagged(self) -> Iterator[Row]:
        """Firms with their link of a chain; they are or were tenants of a recognised platform."""
        for code, _ in self.firms[:60]:
            moved_in = self.day(1_500)
            graduated = moved_in + timedelta(days=self.random.randint(400, 1_400))
            has_left = graduated <= self.on
            yield {
                "统一社会信用代码": code,
                "主要环节": self.link(),
                "在高新区注册": self.yes(0.9),
                "入驻认定双创平台": "是",
                "入驻日期": moved_in,
                "毕业日期": graduated if has_left else "",
                "毕业后留在高新区": self.yes(0.8) if has_left else "",
                "近十二个月租金": self.money(2, 60),
            }

    def yes(self, share: float) -> str:
        return "是" if self.random.random() < share else "否"

    def approved(self, level: str, prefix: str = "认定", back: int = 3_000) -> dict[str, object]:
        day = self.day(back)
        until = day + timedelta(days=365 * self.random.choice((3, 5, 8)))
        number = f"样本〔{day.year}〕{self.random.randint(1, 90)}号"
        return {
            f"{prefix}机关": _BUREAUS[level],
            f"{prefix}文号": number,
            f"{prefix}日期": day,
            "有效期至": max(until, self.on + timedelta(days=self.random.randint(-200, 900))),
        }

    def platforms(self) -> Iterator[Row]:
        bodies: list[tuple[str, str, Firm]] = []
        for number in range(1, 47):
            again = bool(bodies) and self.random.random() < 0.2
            name, kind, firm = (
                self.random.choice(bodies)
                if again
                else (f"{self.random.choice(_FIELDS)}{number}号研究中心", self.random.choice(_PLATFORMS), self.firm())
            )
            bodies.append((name, kind, firm))
            level = self.random.choices(_LEVELS, (1, 4, 8, 4))[0]
            evaluated = self.day(500)
            yield {
                "平台编号": f"PT{number:03}",
                "平台名称": name,
                "平台类型": kind,
                "级别": level,
                "依托单位": firm[1],
                "依托单位代码": firm[0],
                **self.approved(level),
                "最近评估结果": self.random.choice(("优秀", "良好", "良好", "合格")),
                "最近评估日期": evaluated,
                "下次评估日期": evaluated + timedelta(days=1_095),
                "服务环节": self.link(),
            }

    def laboratories(self) -> Iterator[Row]:
        for number in range(1, 13):
            firm, level = self.firm(), self.random.choices(_LEVELS[:3], (1, 3, 5))[0]
            again = self.random.random() < 0.4
            given = self.approved(level)
            yield {
                "实验室编号": f"SY{number:02}",
                "实验室名称": f"{self.random.choice(_FIELDS)}重点实验室{number}",
                "实验室类别": self.random.choice(("学科类", "企业类", "联合类")),
                "级别": level,
                "依托单位": firm[1],
                "依托单位代码": firm[0],
                "研究方向": self.random.choice(_FIELDS),
                "重组情况": "重组" if again else "未重组",
                "重组文号": f"样本重组〔{self.on.year - 1}〕{number}号" if again else "",
                "重组日期": date(self.on.year - 1, 6, number) if again else "",
                **given,
            }

    def bases(self) -> Iterator[Row]:
        for number, field in enumerate(_FIELDS[:4], 1):
            firm, level = self.firm(), self.random.choice(_LEVELS[1:3])
            yield {
                "基地编号": f"ZS{number}",
                "基地名称": f"{field}中试基地",
                "专业领域": field,
                "级别": level,
                "运营单位": firm[1],
                "运营单位代码": firm[0],
                "场地面积": self.random.randint(8, 60) * 100,
                "设备原值": self.money(800, 6_000),
                **self.approved(level, "备案", 1_500),
            }

    def services(self) -> Iterator[Row]:
        for number in range(1, 13):
            kind = ("工艺放大", "样品试制", "检测验证", "技术咨询")[number % 4]
            yield {
                "服务编号": f"FW{number:02}",
                "服务名称": f"{kind}（{self.random.choice(_FIELDS)}）",
                "服务类别": kind,
                "所属基地": f"ZS{number % 4 + 1}",
                "计价单位": "批次",
                "单价": self.money(1, 30),
                "年服务能力": self.random.randint(20, 200),
                "开始服务日期": self.day(1_200),
            }

    def jobs(self) -> Iterator[Row]:
        for number in range(1, 61):
            firm, done = self.firm(), self.day(1_200)
            agreed, confirmed = self.money(2, 80), self.random.random() < 0.75
            service = self.random.randint(1, 12)
            yield {
                "服务记录编号": f"JL{number:03}",
                "服务事项名称": f"{self.random.choice(_FIELDS)}试制委托{number}",
                "服务类别": ("工艺放大", "样品试制", "检测验证", "技术咨询")[service % 4],
                "所属基地": f"ZS{service % 4 + 1}",
                "服务项目": f"FW{service:02}",
                "服务对象": firm[1],
                "服务对象代码": firm[0],
                "完成日期": done,
                "合同金额": agreed,
                "确认日期": min(done + timedelta(days=20), self.on) if confirmed else "",
                "确认金额": agreed - self.money(0, 1) if confirmed else "",
            }

    def facilities(self) -> Iterator[Row]:
        for number, (name, kind) in enumerate(
            (
                ("扫描电镜", "分析测试"),
                ("三坐标测量机", "分析测试"),
                ("五轴加工中心", "加工制造"),
                ("高低温试验箱", "环境试验"),
                ("公共算力节点", "计算"),
            ),
            1,
        ):
            firm = self.firm()
            yield {
                "设施编号": f"SB{number}",
                "设施名称": name,
                "设施类别": kind,
                "所在单位": firm[1],
                "所在单位代码": firm[0],
                "所在地点": f"周山双创智慧岛 {number} 号楼",
                "主要指标": "样本型号",
                "时段收费": self.random.randint(2, 20) * 100,
                "投用日期": self.day(2_000),
            }

    def titles(self) -> Iterator[Row]:
        for number, (name, level) in enumerate(
            (
                ("国家火炬特色产业基地", "国家级"),
                ("国家知识产权强国建设试点园区", "国家级"),
                ("省级创新型产业集群试点", "省级"),
                ("省级双创示范基地", "省级"),
            ),
            1,
        ):
            day = self.day(1_800)
            yield {
                "园区资格编号": f"YQ{number}",
                "园区资格名称": f"{name}（样本）",
                "级别": level,
                "授予机关": _BUREAUS[level],
                "授予文号": f"样本〔{day.year}〕{number}号",
                "授予日期": day,
                "有效期至": self.on + timedelta(days=self.random.randint(60, 900)),
                "牵头部门": "科技局",
                "下次考核日期": self.day(0, 300),
            }

    def duties(self) -> Iterator[Row]:
        for number in range(1, 15):
            due = self.day(500, 200)
            done = due + timedelta(days=self.random.randint(-20, 40))
            kind = self.random.choice(_DUTIES)
            yield {
                "义务编号": f"YW{number:02}",
                "义务名称": f"{due.year} 年{kind}",
                "义务类型": kind,
                "所属资格": f"YQ{number % 4 + 1}",
                "责任部门": "科技局",
                "计划完成日期": due,
                "实际完成日期": done if done <= self.on and self.random.random() < 0.85 else "",
            }

    def duties_of_firms(self) -> Iterator[Row]:
        for number in range(1, 31):
            due = self.day(400, 200)
            done = due + timedelta(days=self.random.randint(-30, 30))
            title, kind, name = self.random.choice(_DUTIES_OF_FIRMS)
            yield {
                "义务编号": f"QYW{number:02}",
                "义务名称": f"{due.year} 年{name}",
                "义务类型": kind,
                "负有企业": self.firm()[0],
                "所属资格名称": title,
                "计划完成日期": due,
                "实际完成日期": done if done <= self.on and self.random.random() < 0.85 else "",
            }

    def carriers(self) -> Iterator[Row]:
        for number, (name, kind, level, area) in enumerate(_CARRIERS, 1):
            firm = self.firm()
            yield {
                "载体编号": f"ZT{number}",
                "载体名称": name,
                "载体类型": kind,
                "级别": level,
                "运营单位": firm[1],
                "运营单位代码": firm[0],
                "总面积": area,
                "可租面积": area * 7 // 10,
                "启用日期": self.day(2_500) - timedelta(days=700),
            }

    def tenancies(self) -> Iterator[Row]:
        rooms = {f"ZT{number}": area * 7 // 10 for number, (*_, area) in enumerate(_CARRIERS, 1)}
        for number in range(1, 91):
            carrier = self.random.choices(list(rooms), [area for *_, area in _CARRIERS])[0]
            firm, begun = self.firm(), self.day(1_300)
            until = begun + timedelta(days=365 * self.random.choice((1, 2, 3, 5)))
            area = min(self.random.randint(4, 60) * 25, rooms[carrier])
            if until >= self.on:
                rooms[carrier] -= area
            if area:
                yield {
                    "租约编号": f"ZY{number:03}",
                    "承租单位名称": firm[1],
                    "承租单位代码": firm[0],
                    "所属载体": carrier,
                    "房号": f"{number % 9 + 1}0{number % 7 + 1}",
                    "用途": self.random.choice(("研发", "生产", "办公")),
                    "租用面积": area,
                    "起租日期": begun,
                    "租期至": until,
                }

    def contracts(self) -> Iterator[Row]:
        for number in range(1, 71):
            (seller, name), buyer, received = self.firm(), self.firm(), self.day(1_400)
            whole = self.money(10, 900)
            equipment = whole * self.random.randint(0, 40) // 100
            decided = received + timedelta(days=self.random.randint(3, 30))
            known, passed = decided <= self.on, self.random.random() < 0.9
            kind = self.random.choices(_CONTRACTS, (8, 2, 1, 3, 6))[0]
            yield {
                "合同编号": f"HT{received.year}{number:04}",
                "合同名称": f"{self.random.choice(_FIELDS)}{kind}合同{number}",
                "合同类型": kind,
                "书面合同": "是",
                "由卖方申请": "是",
                "向所在地申请": "是",
                "曾经登记": "否",
                "载明两项金额": "是",
                "合同交易总额": whole,
                "设备材料等金额": equipment,
                "载明技术交易额": whole - equipment,
                "受理日期": received,
                "决定日期": decided if known else "",
                "登记结论": ("予以登记" if passed else "未予登记") if known else "",
                "卖方": name,
                "卖方代码": seller,
                "买方": buyer[1],
                "买方代码": buyer[0],
                "签订日期": received - timedelta(days=self.random.randint(1, 60)),
                "核定技术交易额": whole - equipment if known and passed else "",
                "合同登记编号": f"样本{received.year}{number:05}" if known and passed else "",
            }

    def achievements(self) -> Iterator[Row]:
        for number in range(1, 19):
            way, day = self.random.choices(_WAYS, (5, 4, 2, 3, 2))[0], self.day(1_300)
            owned = self.random.randint(5, 8) / 10
            firm = self.firm()
            yield {
                "成果编号": f"CG{number:02}",
                "成果名称": f"{self.random.choice(_FIELDS)}成果{number}",
                "赋权方式": way,
                "完成单位": "洛川理工学院（样本）",
                "公示日期": day - timedelta(days=20),
                "赋权日期": day,
                "完成人份额": owned if way == "所有权" else "",
                "单位份额": round(1 - owned, 1) if way == "所有权" else "",
                "使用期限至": day + timedelta(days=3_650) if way == "长期使用权" else "",
                "受让单位": firm[1] if way in ("转让", "许可", "作价投资") else "",
                "成交金额": self.money(20, 600) if way in ("转让", "许可", "作价投资") else "",
            }

    def projects(self) -> Iterator[Row]:
        for number in range(1, 31):
            (code, name), filed = self.firm(), self.day(1_500)
            planned = [filed + timedelta(days=days) for days in (60, 240, 700)]
            actual: list[date | str] = []
            for day in planned:
                happened = day + timedelta(days=self.random.choice((-15, -5, 0, 10, 45, 120)))
                ended = happened > self.on or (actual and actual[-1] == "") or self.random.random() < 0.12
                actual.append("" if ended else happened)
            batch = ("签约", "签约", "开工", "投产")[sum(day != "" for day in actual)]
            row: dict[str, object] = {
                "重点项目编号": f"XM{number:03}",
                "重点项目名称": f"{self.random.choice(_FIELDS)}产业化项目{number}",
                "批次": batch,
                "实施单位": name,
                "实施单位代码": code,
                "所属环节": self.link(),
                "备案日期": filed,
                "总投资": self.money(3_000, 90_000),
            }
            for stage, due, happened_on in zip(("签约", "开工", "投产"), planned, actual, strict=True):
                row |= {f"计划{stage}日期": due, f"实际{stage}日期": happened_on}
            yield row

    def research(self) -> Iterator[Row]:
        for number in range(1, 41):
            code, _ = self.firm()
            begun = self.day(1_600)
            ended = begun + timedelta(days=365 * self.random.choice((1, 2, 3)))
            yield {
                "研发项目编号": f"YF{number:03}",
                "研发项目名称": f"{self.random.choice(_FIELDS)}研发{number}",
                "项目来源": self.random.choice(("自选", "自选", "省级任务", "市级任务", "受托")),
                "承担企业": code,
                "立项日期": begun,
                "结题日期": ended if ended <= self.on else "",
            }

    def staff(self, row: Row, year: int) -> dict[str, object]:
        return {"固定人员数": self.random.randint(12, 90)}

    def hours(self, row: Row, year: int) -> dict[str, object]:
        return {"可用机时": 1_800, "使用机时": self.random.randint(500, 1_750)}

    def revenues(self, row: Row, year: int) -> dict[str, object]:
        return {"入驻企业营业收入": int(str(row["总面积"])) * self.random.randint(6_000, 14_000)}

    def investments(self, row: Row, year: int) -> dict[str, object]:
        planned = int(str(row["总投资"])) * self.random.randint(10, 35) // 1_000_000 * 10_000
        return {"计划投资": planned, "完成投资": planned * self.random.randint(55, 115) // 100}

    def costs(self, row: Row, year: int) -> dict[str, object]:
        booked = self.money(30, 900)
        return {
            "会计口径研发费用": booked,
            "加计扣除口径研发费用": booked * self.random.randint(70, 95) // 100,
            "统计口径研发经费": booked * self.random.randint(85, 110) // 100,
        }

    def incomes(self, row: Row, year: int) -> dict[str, object]:
        return {"完成人收益": self.money(1, 60)} if row["成交金额"] else {"完成人收益": 0}


_BEGINS = ("认定日期", "投用日期", "启用日期", "备案日期", "立项日期", "赋权日期")
