"""What pages share: banner, filters, tables, charts, files, words. SQL belongs in `queries`."""
