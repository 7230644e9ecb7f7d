// Everything the frame says, in both languages. What the bot says is not here: it stays Chinese with its gloss.

const en = {
  title: "Shuoshi",
  demo: "DEMO",
  invented: "“Speak your matter” · an invented district, nobody here is real",
  village_time: "village time",
  day: "A day passes",
  three_days: "3 days",
  half_month: "15 days",
  again: "Start again",
  story: "▶ Guided story (5 min)",
  or_try: "or try this yourself:",
  tale_step: "Step {n} of {count}",
  tale_next: "Next",
  tale_retry: "Try again",
  tale_play: "Play",
  tale_pause: "Pause",
  tale_leave: "Leave",
  tale_busy: "happening now…",
  tale_trouble: "The story stands still:",
  tale_households: "{n} households by SMS",
  tale_whole: "Audit chain verified: head intact ✓ {head}…",
  tale_broken: "The audit chain does not hold: {head}",
  gloss: "English gloss",
  intro: "Villagers say what troubles them, and something comes of it. Here are nine people's telephones: what you say on one goes through the real webhook, and the others' phones receive. No Chinese needed.",
  steps: [
    "Click the first line on <b>Zhang Chunmei</b>'s phone: the road fell in.",
    "Answer the bot with the round buttons: 0 skips, 1 is yes. She gets a number and a date.",
    "Do the same on her neighbour <b>Li Xiulan</b>'s phone.",
    "Press <b>A day passes</b>: the secretary's phone gets the morning digest.",
    "As secretary <b>Wang Jianguo</b> click 摘要 (digest), pick the road, 1 “Join”, pick the other road: both women are told.",
  ],
  honest: "Messages pass through /wechat/main and /sms as the providers would send them; the platform behind them is a stand-in.",
  hints: {
    villager: "Her tricycle cannot get up the hill. Start here: tap the first line.",
    neighbour: "Her cart cannot pass either. Two households weigh more than one message.",
    away: "He works a thousand kilometres away and writes by SMS only.",
    secretary: "He is told once a day, at half past seven; only danger rings at once.",
    grid_lead: "She looks after 34 doors. A fire on the slope rings her first.",
    reviewer: "She checks for the township; rung when nobody nearer takes an emergency.",
    police: "Rung first when somebody is beaten or swindled: try the neighbour's last line.",
    liaison: "She answers for the transport department: a village's request comes to her with its day.",
    supervisor: "She watches for the village: minutes, accounts and finished work need her yes too.",
  },
  type: "Type as this person…",
  send: "Send",
  lines: "Lines to tap",
  skip: "skip",
  wechat: "WeChat",
  sms: "SMS",
  failed: "not delivered",
  understood: "What the bot understood",
  understood_none: "Say something on a phone: here stands what the ears made of it. Click any message to look again.",
  cut: "Cut into words",
  votes: "Words that voted",
  no_votes: "No word voted: the ears abstain and ask.",
  category: "Category",
  none: "none: the ears abstain",
  score: "sure",
  urgency: "Urgency",
  urgencies: ["can wait", "harm within the day", "danger to life"],
  danger: "Danger",
  place: "Place",
  since: "Since",
  whose: "For whom",
  flags: "Marks",
  speech: "Kind",
  stands: "Where it stands",
  not_filed: "no matter of its own",
  sealed: "sealed: no village role can read it",
  sealed_more: "Words that accuse a cadre go to the vault, one level up. This page cannot show them either.",
  matters: "Matters of the village",
  candidates: "Topics, possible and chosen",
  mechanisms: ["Party", "topic", "people", "visits", "prep", "depts", "rules", "leaders"],
  no_record: "nothing on file yet",
  said: "What was said",
  households: "households",
  unchecked: "not confirmed",
  strip: ["said", "filed", "decided", "done"],
  stages: {
    draft: "being asked", received: "waiting for the secretary", emergency: "emergency: people called", answered: "answered",
    private: "private case", referred: "passed to the right office", merged: "joined with others", declined: "not taken up, with reason",
    candidate: "possible topic", set: "topic set", called: "topic posted", visiting: "visits", pre_meeting: "small discussion",
    linkage: "departments asked", review: "township review", ready: "waiting for the meeting", meeting: "meeting", outcome: "outcome",
    statutory: "vote by law", notice: "outcome posted", doing: "being done", acceptance: "to be accepted", rating: "being rated",
    rule: "rule in the making", redo: "to be done again", suspended: "put off", closed: "done", withdrawn: "withdrawn", sealed: "sealed",
  },
  dangers: {
    fire: "fire", collapse: "collapse", drowning: "drowning", gas: "gas", electric: "electric shock", illness: "grave illness",
    violence: "violence", violence_at_home: "violence at home", self_harm: "self-harm", lost_child: "lost child", fraud: "fraud",
  },
  speeches: {
    concern: "a concern", question: "a question", praise: "praise", greeting: "a greeting", thanks: "thanks", abuse: "anger",
    advertisement: "an advertisement", english: "English", unclear: "not clear by itself",
  },
  whoses: { self: "own household", family: "family", neighbour: "a neighbour" },
  flag_names: {
    xinfang: "petition", litigation: "court case", mass_incident_risk: "crowd", child: "a child", private: "private",
    contains_third_party_name: "someone's name", contains_sensitive_pii: "sensitive", praise: "praise", question_only: "question only",
  },
  moved: "Village time moved on by {n} day(s).",
  restarted: "The curtain rises anew ({n} ms).",
  lost: "The server does not answer; trying again…",
  refused: "It could not be delivered.",
  runs: "database: {database} · redis: {redis} · version {version}",
  on: "on",
  off: "off",
};

const zh = {
  title: "说事",
  demo: "演示",
  invented: "演示用的区，人和事全是编的",
  village_time: "村里时间",
  day: "过一天",
  three_days: "过三天",
  half_month: "过半个月",
  again: "从头再来",
  story: "▶ 看一遍故事（5 分钟）",
  or_try: "或者自己试试：",
  tale_step: "第 {n} 步，共 {count} 步",
  tale_next: "下一步",
  tale_retry: "再试一次",
  tale_play: "自动放",
  tale_pause: "暂停",
  tale_leave: "退出",
  tale_busy: "正在发生……",
  tale_trouble: "故事停住了：",
  tale_households: "{n}户短信回",
  tale_whole: "审计链核对无误，链头完好 ✓ {head}…",
  tale_broken: "审计链对不上：{head}",
  gloss: "英文注释",
  intro: "乡亲有烦心事，微信、短信说一句，就有人管、有回音。下面是九个人的手机：在一个手机上说话，消息走的是真的接口，别人的手机会收到。",
  steps: [
    "在<b>张春梅</b>的手机上点第一句：路塌了。",
    "点圆按钮回机器人：0 跳过，1 对。她会拿到编号和日期。",
    "在邻居<b>李秀兰</b>的手机上也这样说一遍。",
    "按<b>过一天</b>：支书的手机收到早上的摘要。",
    "在支书<b>王建国</b>的手机上点“摘要”，选路的那件，回 1 并成一件，再选另一件：两家都会收到回音。",
  ],
  honest: "消息按微信和短信网关的真实格式经 /wechat/main、/sms 进来；背后的平台是替身。",
  hints: {
    villager: "她的三轮车上不了坡。从这儿开始：点第一句。",
    neighbour: "她家的农用车也过不去。两户说，比一户说两遍有分量。",
    away: "他在千里之外打工，只用短信。",
    secretary: "每天七点半听一回摘要；只有急事马上响。",
    grid_lead: "她管着 34 户。坡上着火，先叫她。",
    reviewer: "她替镇里把关；近处没人接急事，才叫她。",
    police: "有人挨打、被骗，先叫他：试试邻居的最后一句。",
    liaison: "她替交通运输局答复：村里来问的事带着日子，到她这儿。",
    supervisor: "她替大家看着：会议记录、账和办完的活，要她也点头。",
  },
  type: "替他（她）说一句…",
  send: "发送",
  lines: "点一句",
  skip: "跳过",
  wechat: "微信",
  sms: "短信",
  failed: "没送到",
  understood: "机器人听懂了什么",
  understood_none: "在手机上说一句，这里就显示机器人听成了什么。点哪条消息都能再看。",
  cut: "切成的词",
  votes: "投了票的词",
  no_votes: "没有词投票：不乱分，会问。",
  category: "类别",
  none: "没分出类",
  score: "把握",
  urgency: "急不急",
  urgencies: ["可以等", "当天会有损失", "有生命危险"],
  danger: "危险",
  place: "地方",
  since: "从什么时候",
  whose: "谁家的事",
  flags: "标记",
  speech: "是哪种话",
  stands: "到哪一步了",
  not_filed: "不单独成件",
  sealed: "已封存：村里谁也看不到",
  sealed_more: "说到干部问题的话存进保密箱，由上一级看。这个页面也不显示。",
  matters: "村里的事",
  candidates: "议题和候选议题",
  mechanisms: ["党建", "议题", "群众", "走访", "会前", "联动", "建制", "领导"],
  no_record: "还没有记录",
  said: "诉求",
  households: "户",
  unchecked: "未核对",
  strip: ["说了", "报上", "定了", "办结"],
  stages: {
    draft: "正在问", received: "待研判", emergency: "紧急转报", answered: "即办已答", private: "个案", referred: "转有权处理",
    merged: "并入", declined: "不列入（有原因）", candidate: "候选议题", set: "拟定议题", called: "议题公示", visiting: "走访调研",
    pre_meeting: "会前小议", linkage: "部门联动", review: "乡镇把关", ready: "待开会", meeting: "说事议事会", outcome: "会议结果",
    statutory: "法定程序", notice: "结果公示", doing: "办理中", acceptance: "待验收", rating: "群众评价", rule: "建章立制", redo: "重办",
    suspended: "挂起", closed: "办结", withdrawn: "已撤回", sealed: "已封存",
  },
  dangers: {
    fire: "着火", collapse: "倒塌", drowning: "落水", gas: "煤气", electric: "触电", illness: "重病", violence: "打人",
    violence_at_home: "家暴", self_harm: "想不开", lost_child: "娃丢了", fraud: "被骗钱",
  },
  speeches: {
    concern: "诉求", question: "问话", praise: "夸奖", greeting: "打招呼", thanks: "道谢", abuse: "气话", advertisement: "广告",
    english: "英文", unclear: "单看听不明",
  },
  whoses: { self: "自家", family: "家里人", neighbour: "邻居" },
  flag_names: {
    xinfang: "信访", litigation: "涉诉", mass_incident_risk: "聚集", child: "孩子", private: "个案", contains_third_party_name: "提到别人名字",
    contains_sensitive_pii: "敏感信息", praise: "表扬", question_only: "只是问",
  },
  moved: "村里时间过了 {n} 天。",
  restarted: "从头开始了（{n} 毫秒）。",
  lost: "服务没有回应，正在重试…",
  refused: "没送到。",
  runs: "数据库：{database} · redis：{redis} · 版本 {version}",
  on: "开",
  off: "关",
};

const ALL = { en, zh };
let now = localStorage.getItem("language") || (navigator.language.startsWith("zh") ? "zh" : "en");

export const language = () => now;

export function speak(other) {
  now = other in ALL ? other : "en";
  localStorage.setItem("language", now);
}

export function word(key, values = {}) {
  const text = ALL[now][key];
  return typeof text === "string" ? text.replace(/\{(\w+)\}/g, (_, name) => values[name]) : text;
}

const ZONE = { timeZone: "Asia/Shanghai" };

export const day = (ms) =>
  new Intl.DateTimeFormat(now === "zh" ? "zh-CN" : "en-GB", { ...ZONE, weekday: "short", day: "numeric", month: "short" }).format(ms);

export const hour = (ms) => new Intl.DateTimeFormat("en-GB", { ...ZONE, hour: "2-digit", minute: "2-digit" }).format(ms);

export const year = (ms) => new Intl.DateTimeFormat("en-GB", { ...ZONE, year: "numeric" }).format(ms);

// One element; children may be text. People's words enter the page here and nowhere else, always as text.
export function make(tag, name = "", ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
