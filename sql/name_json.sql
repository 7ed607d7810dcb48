-- A name as the API shows it in JSON; nearest is JSON already.
'{"id":' || id || ',"name":' || json_quote(name) || ',"style":' || json_quote(style) || ',"verdict":"' || verdict ||
    '","bits_per_char":' || json_quote(round(bits, 2)) || ',"nearest":' || nearest || '}'
