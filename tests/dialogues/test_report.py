"""Free speech becomes a filed concern, on WeChat, by SMS and in a terminal."""


async def test_a_whole_report_by_wechat(play):
    await play("""
        张春梅：村口到东坡的路塌了半边，三轮车上不来
        小助手：听见了，先替您记下了 / 从什么时候开始的 / 不想说就回 0 / 只用来办事
        张春梅：夜来下雨以后
        小助手：念给您听：村口到东坡的路塌了半边 / 地方：村口 / 1 对 / 2 不对 / 3 不报了
        张春梅：1
        小助手：记好了，编号 / 归王支书管，11月26日前给您回话
    """)
