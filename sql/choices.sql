-- What /api/names can be asked for with an answer, as one JSON text: each value with how many visible names have it.
SELECT json_object(
    'styles', (SELECT json_group_array(json_object('style', style, 'names', names))
               FROM (SELECT style, sum(names) AS names FROM name_count
                     WHERE style <> '' GROUP BY style HAVING sum(names) > 0 ORDER BY style)),
    'kinds', (SELECT json_group_array(json_object('kind', kind, 'names', names))
              FROM (SELECT kind, sum(names) AS names FROM name_count
                    WHERE kind <> '' GROUP BY kind HAVING sum(names) > 0 ORDER BY kind)),
    'verdicts', (SELECT json_group_array(json_object('verdict', verdict, 'names', names))
                 FROM (SELECT verdict, sum(names) AS names FROM name_count
                       GROUP BY verdict HAVING sum(names) > 0 ORDER BY verdict)),
    'weird', (SELECT json_group_array(json_object('weird', weird, 'names', names))
              FROM (SELECT weird, sum(names) AS names FROM name_count
                    WHERE weird <> '' GROUP BY weird HAVING sum(names) > 0 ORDER BY weird)),
    'words', (SELECT json_group_array(json_object('words', words, 'names', names))
              FROM (SELECT words, sum(names) AS names FROM name_count
                    GROUP BY words HAVING sum(names) > 0 ORDER BY words)),
    'lengths', (SELECT json_object('min', min(length), 'max', max(length)) FROM name_count WHERE names > 0));
