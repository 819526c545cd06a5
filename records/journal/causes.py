"""Why fish die, as codes that reports can count.

It refuses to be a diagnosis; UNKNOWN stands apart and costs nothing to choose.
"""

from enum import StrEnum

from farm.words import Words


class DeathCause(StrEnum):
    """The farm's own code; a veterinarian's finding is another record."""

    UNKNOWN = "UNKNOWN"
    HANDLING = "HANDLING"
    HYPOXIA = "HYPOXIA"
    AMMONIA_NITRITE = "AMMONIA_NITRITE"
    CARBON_DIOXIDE = "CARBON_DIOXIDE"
    TEMPERATURE = "TEMPERATURE"
    GAS_BUBBLE = "GAS_BUBBLE"
    BACTERIA = "BACTERIA"
    VIRUS = "VIRUS"
    PARASITE = "PARASITE"
    FUNGUS = "FUNGUS"
    DEFORMITY = "DEFORMITY"
    WEAK_FRY = "WEAK_FRY"
    CANNIBALISM = "CANNIBALISM"
    JUMPED = "JUMPED"
    PREDATOR = "PREDATOR"
    POWER_CUT = "POWER_CUT"
    EQUIPMENT = "EQUIPMENT"
    TRANSPORT = "TRANSPORT"
    CULLED = "CULLED"


CAUSE_WORDS: dict[DeathCause, Words] = {
    DeathCause.UNKNOWN: Words(zh="不明", en="unknown"),
    DeathCause.HANDLING: Words(zh="机械损伤/分级", en="handling or grading injury"),
    DeathCause.HYPOXIA: Words(zh="缺氧", en="hypoxia"),
    DeathCause.AMMONIA_NITRITE: Words(zh="氨氮/亚硝酸盐", en="ammonia or nitrite"),
    DeathCause.CARBON_DIOXIDE: Words(zh="二氧化碳", en="carbon dioxide"),
    DeathCause.TEMPERATURE: Words(zh="温度", en="temperature"),
    DeathCause.GAS_BUBBLE: Words(zh="气泡病", en="gas bubble disease"),
    DeathCause.BACTERIA: Words(zh="细菌", en="bacteria"),
    DeathCause.VIRUS: Words(zh="病毒", en="virus"),
    DeathCause.PARASITE: Words(zh="寄生虫", en="parasite"),
    DeathCause.FUNGUS: Words(zh="真菌", en="fungus"),
    DeathCause.DEFORMITY: Words(zh="畸形", en="deformity"),
    DeathCause.WEAK_FRY: Words(zh="弱苗", en="weak fry"),
    DeathCause.CANNIBALISM: Words(zh="互残", en="cannibalism"),
    DeathCause.JUMPED: Words(zh="跳池", en="jumped out"),
    DeathCause.PREDATOR: Words(zh="鸟兽", en="bird or animal"),
    DeathCause.POWER_CUT: Words(zh="断电", en="power cut"),
    DeathCause.EQUIPMENT: Words(zh="设备", en="equipment"),
    DeathCause.TRANSPORT: Words(zh="转运", en="transport"),
    DeathCause.CULLED: Words(zh="淘汰", en="culled"),
}
