-- A name as the API shows it. Included by the statements that draw.
id, name, style, kind, verdict, bits, appeal, nearest
