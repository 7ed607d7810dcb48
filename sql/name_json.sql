-- A name as the API shows it in JSON.
json_object('id', id, 'name', name, 'style', style, 'verdict', verdict, 'bits_per_char', round(bits, 2),
            'nearest', json(nearest))
