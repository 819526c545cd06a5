"""Reports: rows computed from events and runs, and the workbooks that carry them.

It refuses to read a database; it is handed what it reports on, and the same input gives the same
bytes. Every paper is a `paper.Paper`; `workbook.paper_workbook(paper)` makes it xlsx,
`records.print.pages.pdf_bytes(paper)` PDF:

    yield_paper.yield_paper(YieldInputs, about, made_at, by)     tables: yield_span_tables
    run_report.run_paper(computed, run, about, made_at)          run_tables, run_provenance
    distributions.dividends_paper(DividendInputs, about, made_at)    distribution_tables
    notice.notice_paper(computed, NoticeFacts, about, made_at)   notice_tables
    annual.annual_paper(AnnualInputs, about, made_at)            annual_tables
    statement.statement_of(ToldRun, holder), statements(ToldRun) records.print.statements

`span.span_asked` reads a month, quarter, half-year, year or two days.
"""
