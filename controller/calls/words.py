"""What alarms about the ways to people say.

It refuses to know when one stands.
"""

from controller.said import Said
from farm.words import Words

CALL_SAID: dict[str, Said] = {
    "message_test": Said(
        ("{name} 今天的测试消息收到了吗", "{name}: did today's test message arrive"),
        ("每天向第一联系人发一条测试", "a test goes to the first in order every day"),
        ("没人收到就说明夜里也叫不到人", "if nobody got it nobody can be called at night either"),
        ("收到了就在这里确认；没收到不要点，去查", "confirm here if it came; if not, look into it"),
    ),
    "path_unproven": Said(
        ("{name} 一天多没有人确认收到测试消息", "{name}: no test confirmed for more than a day"),
        ("测试没收到，或收到了没点确认", "the test did not arrive, or nobody confirmed it"),
        ("这条报警通道可能已经断了", "this way to people may be dead"),
        ("看测试消息是否收到；查欠费、号码、机器人", "see if it came; check credit, number, robot"),
    ),
    "path_failing": Said(
        ("{name} 发不出消息", "{name}: no message goes out"),
        ("{note}", "{note}"),
        ("出事时这条通道叫不到人", "nobody can be called by it"),
        ("检查天线、SIM 卡、欠费或外网", "check aerial, SIM, credit, or the internet"),
    ),
    "nobody_to_call": Said(
        ("有短信模块，但没有人留电话", "there is a modem, and nobody has a telephone"),
        ("场地文件 people 里没有 phone", "no phone in the site file's people"),
        ("报警短信发给谁也没有", "no text message can be sent to anybody"),
        ("在场地文件里写上值班人员的电话", "put telephones of people on duty into the site file"),
    ),
}

WHY_WORDS: dict[str, Words] = {
    "dashboard": Words(zh="看板程序没有消息", en="no word from the dashboard"),
    "no_wire": Words(zh="短信模块的线不通", en="the modem's line is not open"),
    "no_reply": Words(zh="没有回答", en="no answer"),
    "no_prompt": Words(zh="短信模块不接收正文", en="the modem does not take the text"),
    "not_set_up": Words(zh="短信模块不认设置命令", en="the modem does not obey its set-up"),
    "no_secret": Words(zh="令牌文件读不到", en="its token cannot be read"),
    "refused": Words(zh="平台拒收（令牌、签名或关键词不对）", en="refused: token, sign or keyword"),
    "too_fast": Words(zh="平台限流", en="the service says too many"),
    "unreachable": Words(zh="外网不通", en="the internet cannot be reached"),
    "disk": Words(zh="消息存不了盘", en="messages cannot be kept on disk"),
    "strange": Words(zh="平台的回答看不懂", en="the service's answer is not understood"),
}
"""Why a way fails, by its short word; other words stand as they are."""
