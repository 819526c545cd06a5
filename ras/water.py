"""`ras water`: the water calculator staff ask for.

It refuses to know any tank; every number comes from what is typed.
"""

from typing import Annotated

import typer

from ras.paper import emit, pairs
from ras.refusal import Refused

PressureHpaOption = Annotated[
    float | None,
    typer.Option(min=500, max=1100, help="气压 hPa（不要海平面修正值） / station pressure"),
]
AltitudeMOption = Annotated[
    float | None, typer.Option(min=-100, max=5000, help="海拔 m / altitude")
]
AlkalinityOption = Annotated[
    float | None, typer.Option(min=0, max=1000, help="总碱度 mg/L CaCO3 / alkalinity")
]
TanOption = Annotated[
    float | None, typer.Option(min=0, max=100, help="总氨氮 mg/L / total ammonia")
]
ConductivityOption = Annotated[
    float,
    typer.Option(min=0, max=5000, help="电导率 µS/cm，0 = 不修正 / conductivity, 0: none"),
]
OxygenOption = Annotated[float | None, typer.Option(min=0, max=60, help="溶解氧 mg/L / oxygen")]


def water(
    temp_c: Annotated[float, typer.Option("--temp-c", min=0, max=40, help="水温 °C / water")],
    pressure_hpa: PressureHpaOption = None,
    altitude_m: AltitudeMOption = None,
    salinity: Annotated[float, typer.Option(min=0, max=40, help="盐度 ‰ / salinity")] = 0.0,
    ph: Annotated[float | None, typer.Option(min=3, max=12, help="酸碱度 / pH")] = None,
    alkalinity: AlkalinityOption = None,
    tan: TanOption = None,
    conductivity: ConductivityOption = 0.0,
    oxygen: OxygenOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="给程序读 / for programs")] = False,
) -> None:
    """饱和溶氧、非离子氨、二氧化碳 / saturation, un-ionised ammonia, CO2.

    例 / example: ras water --temp-c 26 --altitude-m 110 --ph 7.2 --alkalinity 85 --tan 1.2
    """
    if pressure_hpa is not None and altitude_m is not None:
        raise Refused(
            "--pressure-hpa 和 --altitude-m 只能给一个",
            "give --pressure-hpa or --altitude-m, not both",
        )
    body = _water(
        temp_c, _pressure_atm(pressure_hpa, altitude_m), salinity, ph, alkalinity, tan, conductivity
    )
    if oxygen is not None:
        body["do_saturation_percent"] = round(100 * oxygen / body["do_saturation_mg_l"], 1)
    if as_json:
        emit(body)
    else:
        pairs("水质计算 / water", body)


def _pressure_atm(pressure_hpa: float | None, altitude_m: float | None) -> float:
    from models.oxygen import atm_from_hpa, pressure_at_altitude_atm

    if pressure_hpa is not None:
        return float(atm_from_hpa(pressure_hpa))
    return float(pressure_at_altitude_atm(altitude_m or 0.0))


def _water(
    temp_c: float,
    pressure_atm: float,
    salinity_g_kg: float,
    ph: float | None,
    alkalinity_mg_l: float | None,
    tan_mg_l: float | None,
    conductivity_us_cm: float,
) -> dict[str, float]:
    from models import ammonia, carbonate, oxygen

    body = {
        "temp_c": temp_c,
        "pressure_hpa": round(pressure_atm * oxygen.HPA_PER_ATM, 2),
        "do_saturation_mg_l": round(
            float(oxygen.saturation_mg_l(temp_c, pressure_atm, salinity_g_kg)), 4
        ),
    }
    if ph is not None:
        body["nh3_n_fraction"] = round(float(ammonia.unionised_fraction(ph, temp_c)), 6)
        if tan_mg_l is not None:
            body["nh3_n_mg_l"] = round(float(ammonia.unionised_mg_l(tan_mg_l, ph, temp_c)), 5)
        if alkalinity_mg_l is not None:
            ions = carbonate.ionic_strength_mol_l(conductivity_us_cm)
            co2 = carbonate.co2_mg_l(alkalinity_mg_l, ph, temp_c, ions)
            body["co2_mg_l"] = round(float(co2), 3)
    return body
