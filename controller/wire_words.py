"""What the alarms about wires, stations, settings and the controller's own clock say.

It refuses to know when one stands.
"""

from controller.said import Said

OF_A_LINE = frozenset(
    {
        *("line_silent", "line_slow", "line_overloaded", "line_noisy", "polls_late"),
        *("wrong_mode_gateway", "wrong_mode_transparent"),
    }
)
"""Kinds whose place is a bus; a device may have the same id."""

_UNGUARDED = (
    "通信一断它会怎样没有保证；它的输出不自动控制，只听联锁和人",
    "what it does when communication is lost is not assured; its outputs obey interlocks and "
    "people only",
)
_SET_RIGHT = (
    "按场地文件改好这个参数；读对后自动恢复，最多等十分钟",
    "set the parameter as the site file says; released by itself once it reads right, within "
    "ten minutes",
)

WIRE_SAID: dict[str, Said] = {
    "reply_slow": Said(
        ("{name} 应答太慢：最慢 {value} ms，上限 {limit} ms",
         "{name}: answers too slowly, {value} ms at worst, bound {limit} ms"),
        ("设备 {place} 变忙、线路受干扰，或型号文件里的上限偏小",
         "device {place} is busy, the line disturbed, or the bound in its profile too small"),
        ("超过上限的应答可能被当成下一问的回答",
         "an answer beyond the bound could be taken for the reply to the next question"),
        ("检查线路和终端电阻；设备本来就慢的，加大型号文件的 worst_reply_ms",
         "check wiring and termination; if the model is that slow, raise worst_reply_ms in its "
         "profile"),
    ),
    "line_slow": Said(
        ("{where} 一条总线上 {value} 台设备应答太慢",
         "{where}: {value} stations of one line answer too slowly"),
        ("总线 {place}：转换器或中继器在拖延，或线路受干扰",
         "line {place}: its adapter or repeater holds answers back, or it is disturbed"),
        ("超过上限的应答可能被当成下一问的回答",
         "an answer beyond the bound could be taken for the reply to the next question"),
        ("检查转换器（延迟设定、固件）、接线和终端电阻",
         "check the adapter (latency setting, firmware), wiring and termination"),
    ),
    "line_overloaded": Said(
        ("{where} 一条总线太忙：占用 {value} %", "{where}: one line is too busy, {value} % in use"),
        ("总线 {place} 上的设备太多、轮询太快或波特率太低",
         "line {place}: too many stations, too fast a period or too low a baud rate"),
        ("读数来得迟，命令也要排队", "readings come late and commands wait"),
        ("放慢不要紧的设备，提高波特率，或把设备分到另一条线",
         "slow down what is not urgent, raise the baud rate or move stations to another line"),
    ),
    "polls_late": Said(
        ("{where} 一条总线跟不上：只有 {value} % 准时",
         "{where}: one line cannot keep up, {value} % of its polls are on time"),
        ("总线 {place} 一轮的用时超过了要求的周期",
         "line {place}: a round takes longer than the period asked for"),
        ("读数比画面上写的旧", "readings are older than they should be"),
        ("看通信页哪台设备最慢；放慢周期或分线",
         "see on the wires page which station is slow; lengthen periods or split the line"),
    ),
    "line_noisy": Said(
        ("{where} 一条总线干扰大：{value} % 的应答损坏",
         "{where}: one line is disturbed, {value} % of its answers come damaged"),
        ("总线 {place}：接头松、终端电阻缺、屏蔽层没接地，或两台设备用了同一个站号",
         "line {place}: a loose terminal, no termination, an open shield, or a number used twice"),
        ("损坏的应答不用；读数来得少",
         "damaged answers are not used; readings come less often"),
        ("检查接线、终端电阻和屏蔽；看通信页是不是只有一台设备",
         "check wiring, termination and shield; see on the wires page whether it is one station"),
    ),
    "wrong_mode_gateway": Said(
        ("{where} 串口服务器的模式不对：它在做 Modbus 网关",
         "{where}: a serial server works as a Modbus gateway"),
        ("总线 {place} 在场地文件里写的是透明传输",
         "line {place} is a transparent server in the site file"),
        ("这条线上什么也读不到", "nothing on this line can be read"),
        ("把串口服务器改成透明传输，或把场地文件改成 tcp",
         "set the server to transparent mode, or the bus in the site file to tcp"),
    ),
    "wrong_mode_transparent": Said(
        ("{where} 串口服务器的模式不对：它在透明传输",
         "{where}: a serial server passes bytes through"),
        ("总线 {place} 在场地文件里写的是 Modbus TCP 网关",
         "line {place} is a Modbus TCP gateway in the site file"),
        ("这条线上什么也读不到", "nothing on this line can be read"),
        ("把串口服务器改成 Modbus 网关，或把场地文件改成 rtu-over-tcp",
         "set the server to gateway mode, or the bus in the site file to rtu-over-tcp"),
    ),
    "wrong_device": Said(
        ("{name} 的位置上是另一种设备", "{name}: another model answers in its place"),
        ("设备 {place} 的型号标识与型号文件不符，可能换了设备或站号重复",
         "device {place} identifies itself as another model: exchanged, or its number used twice"),
        ("它的测点无效，也不写它", "its tags are bad and nothing is written to it"),
        ("核对型号和站号，改设备或改场地文件",
         "compare model and station number; change the device or the site file"),
    ),
    "writes_astray": Said(
        ("写给 {name} 的命令落到了别处，已停止写入",
         "{name}: a write landed elsewhere, writing to it has stopped"),
        ("设备 {place} 故障或被换、地址错位，或另一台主机正在说话",
         "device {place} is faulty, exchanged or displaced, or a second master talks"),
        ("它的输出停在原处；只有联锁或人要加氧、加流时每 10 s 试写一次",
         "its outputs stay as they stand; only more oxygen or flow asked by an interlock or a "
         "person is tried every 10 s"),
        ("到现场用手动开关维持供氧和水流，再查设备和接线；写对一次即恢复",
         "keep oxygen and flow up by hand at the device, then check it and its wiring; one write "
         "that lands right releases it"),
    ),
    "comm_loss_differs": Said(
        ("{name} 的通信中断设置 {key} 不符：读到 {value} {unit}，应为 {limit} {unit}",
         "{name}: comm-loss setting {key} reads {value} {unit}, must be {limit} {unit}"),
        ("{note}", "{note}"), _UNGUARDED, _SET_RIGHT,
    ),
    "comm_loss_refused": Said(
        ("{name} 的通信中断设置 {key} 读不出", "{name}: comm-loss setting {key} cannot be read"),
        ("{note}", "{note}"), _UNGUARDED,
        ("核对型号和固件；能读出后自动恢复",
         "compare model and firmware; released by itself once it can be read"),
    ),
    "comm_loss_not_stated": Said(
        ("场地文件没有写 {name} 的通信中断设置 {key}（读到 {value} {unit}）",
         "{name}: the site file does not state comm-loss setting {key} (reads {value} {unit})"),
        ("{note}", "{note}"), _UNGUARDED,
        ("定下它该是多少，写进场地文件这台设备的 settings，再重启控制器",
         "decide what it must be, write it under settings of this device, restart the controller"),
    ),
    "setting_differs": Said(
        ("{name} 的参数 {key} 不符：读到 {value} {unit}，应为 {limit} {unit}",
         "{name}: setting {key} reads {value} {unit}, must be {limit} {unit}"),
        ("{note}", "{note}"),
        ("它的读数或动作可能和预期不同", "its readings or actions may not be what is expected"),
        ("按场地文件改好这个参数", "set the parameter as the site file says"),
    ),
    "setting_refused": Said(
        ("{name} 的参数 {key} 读不出", "{name}: setting {key} cannot be read"),
        ("{note}", "{note}"),
        ("不知道它是否按要求设置", "whether it is set as it must be is not known"),
        ("核对型号和固件", "compare model and firmware"),
    ),
    "setting_not_stated": Said(
        ("场地文件没有写 {name} 的参数 {key}",
         "{name}: the site file does not state setting {key}"),
        ("{note}", "{note}"),
        ("不知道它是否按要求设置", "whether it is set as it must be is not known"),
        ("写进场地文件这台设备的 settings", "write it under settings of this device"),
    ),
    "clock_jumped": Said(
        ("计算机的时钟跳了 {value} s", "the computer's clock jumped by {value} s"),
        ("有人或对时服务改了时间", "a person or the time service set it"),
        ("控制不受影响；记录仍按开机时的时间走，与墙上的钟不同",
         "control is not affected; records go on by the time of the start, which differs from the "
         "wall's"),
        ("核对时间；差得多就找个空当重启控制器",
         "check the time; if it is far off restart the controller at a quiet moment"),
    ),
    "byte_order": Said(
        ("{name} 的数字顺序和型号文件不符",
         "{name} sends its numbers in another order than its map"),
        ("型号文件的 swap 写错，或设备里改了字节顺序",
         "a wrong swap in the profile, or the order was changed in the device"),
        ("它的测点无效，也不写它", "none of its values is believed, nothing is written to it"),
        ("对照说明书和现场显示，改型号文件或设备",
         "compare the manual and its display; correct the profile or the device"),
    ),
    "clock_doubted": Said(
        ("计算机的时间不对，记录用的是估计的时间",
         "the computer's clock is wrong: records go by an estimated time"),
        ("时钟没有电池，或被设错：比程序还早，或比最后一条记录还早",
         "no battery behind the clock, or it was set wrong: before this program, or before the "
         "last record"),
        ("控制不受影响；饲料、氧气、电和称重先记着，不入账；投喂按估计的钟点",
         "control is not affected; feed, oxygen, energy and weights are counted and not booked; "
         "meals go by the estimated hour"),
        ("把计算机的时间调对：调好后控制器会择静自行重启，记着的再入账",
         "set the computer's clock: the controller then starts anew by itself at a quiet minute "
         "and books what it counted"),
    ),
    "memory_grows": Said(
        ("控制器占的内存不断增加：每小时 {value} MB",
         "the controller's memory grows without end: {value} MB an hour"),
        ("程序错误", "a fault of the program"),
        ("到 {limit} MB 会被系统强行结束，几秒后重新开始",
         "at {limit} MB the system ends it by force; it begins again seconds later"),
        ("控制器会择静自行重启，一天最多三次；请报告此程序错误",
         "the controller starts anew by itself at a quiet minute, three times a day at most; "
         "report this as a fault of the program"),
    ),
    "clock_drifts": Said(
        ("计算机的时钟走得不准：{value} ppm", "the computer's clock drifts: {value} ppm"),
        ("时钟芯片老化、过热，或对时服务在强行追赶",
         "an old or hot crystal, or a time service that forces its way"),
        ("记录的时间慢慢偏离", "times in the records drift away"),
        ("检查对时服务和机箱温度", "check the time service and the temperature of the box"),
    ),
}  # fmt: skip
