"""Every profile that ships, its golden frames, and what a broken one is told."""

from pathlib import Path

import pytest

from drivers.profiles import FOLDER, checked, load_profiles
from farm.problem import Misconfigured

CONTRACTED = {
    "yosemitech/y504-a": {"temperature": "°C", "saturation": "%", "oxygen_mg_l": "mg/L"},
    "yosemitech/y532-a": {"ph": "pH", "temperature": "°C", "potential": "mV"},
    "dalian/tuf-2000m": {"flow": "m³/h", "error_bits": "", "signal_quality": "", "total": "m³"},
    "invt/gd20": {
        "output_hz": "Hz",
        "current_a": "A",
        "state": "",
        "fault": "",
        "set_hz": "Hz",
    },
    "schneider/atv320": {"output_hz": "Hz", "current_a": "A"},
    "eastron/sdm630": {"power_kw": "kW", "energy_kwh": "kWh"},
    "waveshare/relay-8ch": {"relay0": "", "relay7": ""},
    "advantech/adam-6050": {"di0": "", "di11": "", "do0": "", "do5": ""},
    "xjl/rio-1": {"ai0": "mA", "ai47": "mA", "ao23": "mA", "do63": "", "di63": ""},
    "atlas/ezo-do": {"oxygen_mg_l": "mg/L"},
    "yaohua/xk3190-a9": {"weight": "kg", "stable": ""},
}
WRITABLE = {
    "invt/gd20": {"setpoint_hz"},
    "schneider/atv320": {"setpoint_hz"},
    "waveshare/relay-8ch": {f"{key}{n}" for key in ("relay", "relay_for") for n in range(8)},
    "advantech/adam-6050": {f"do{n}" for n in range(6)},
    "xjl/rio-1": {f"ao{n}" for n in range(24)} | {f"do{n}" for n in range(64)},
}
Y504 = (FOLDER / "yosemitech_y504-a.yaml").read_text(encoding="utf-8")


def test_every_profile_that_ships_is_sound_and_has_its_keys() -> None:
    profiles = load_profiles()
    assert set(profiles) >= set(CONTRACTED)
    for name, keys in CONTRACTED.items():
        assert keys.items() <= profiles[name].point_keys().items()
        assert set(profiles[name].write_keys()) == WRITABLE.get(name, set())
    assert all(profile.sources for profile in profiles.values())


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("4F 41", "4F 42", "CRC should be 4F 41"),
        ("swap: word_byte", "swap: word", "temperature is"),
        ("scale: 100", "scale: 1", "saturation is 17.625"),
        ("address_base: 0", "address_base: 1", "the read request would be"),
        ("address: 0x2600", "address: 0x2602", "the read request would be"),
        ("key: saturation, offset: 2", "key: saturation, offset: 3", "lies outside its read"),
        ("key: saturation", "key: temperature", "temperature is there 2 times"),
        ("[saturation, temperature]", "[saturation, heat]", "unknown name heat"),
        ("address: 0x2500", "address: 0x2601", "the forbidden request is made by"),
        ("count: 4\n", "count: 17\n", "at most 16"),
        ("worst_reply_ms: 450", "worst_reply_ms: 200", "must not be below"),
        ("id: yosemitech/y504-a", "id: yosemitech/y504-b", "the file must be named"),
        ("vendor:", "seller:", "unknown entry seller"),
    ],
)
def test_a_mistake_is_found_with_its_line_and_remedy(was: str, becomes: str, said: str) -> None:
    assert was in Y504
    text = Y504.replace(was, becomes, 1)
    try:
        _, problems = checked("yosemitech_y504-a.yaml", text)
    except Misconfigured as error:
        problems = error.problems
    assert any(said in problem.wrong.en for problem in problems), problems
    assert all(problem.line >= 1 and problem.remedy.zh for problem in problems)


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "a_b.yaml").write_text("schema: ras-device/1\nid: a/b\n")
    (tmp_path / "yosemitech_y504-a.yaml").write_text(Y504.replace("4F 41", "00 00", 1))
    (tmp_path / "zz.yaml").write_text("{not yaml")
    with pytest.raises(Misconfigured) as caught:
        load_profiles(tmp_path)
    assert {problem.file for problem in caught.value.problems} == {
        "a_b.yaml",
        "yosemitech_y504-a.yaml",
        "zz.yaml",
    }
