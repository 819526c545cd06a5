"""What leaves the books for other programs: voucher files, Beancount text, figures for the town.

It refuses to change a figure on the way out; what another program would not take is refused first.

For doors (HTTP, command line), each a value in and bytes or a document out:
`asked.vouchers_taken` (用友 U8, 金蝶 KIS, Beancount), `asked.codes_wanted` (the list of accounts to
fill in), `vendor_codes.read_codes` (the filled list), `asked.town_taken` (report and JSON feed),
`asked.town_sheets` (its sheets), `town_feed.feed_line` (the feed as text), `recording.problems_of`
(the judge of TownDeed, which decides what the town sees and what counts). Refusals: RuleRefused,
or a list of every Problem beside None.
"""
