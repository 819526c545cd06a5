"""Toward the income that was promised: what villages and villagers got from the farm, by stream.

It refuses to hide the gap, and to count one voucher twice.

For doors (HTTP, command line): `asked.uplift_asked` (the year, and vouchers counted for nothing by
mistake), `asked.uplift_sheets` (its sheets), `year.UpliftYear.as_json` (the figures),
`tables.drill` (the vouchers behind one figure).
"""
