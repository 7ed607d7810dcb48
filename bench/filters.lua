-- For wrk: requests random combinations of the filters of the page and the API.
local values = {
  style = { "techno", "house", "metal", "jazz", "pop", "none" },
  words = { "1", "2", "3" },
  starts = { "b", "v", "ba", "ze", "tak" },
  ends = { "a", "i", "ka", "x" },
  contains = { "a", "ar", "ez", "zek" },
  verdict = { "free", "close", "taken", "any" },
  weird = { "low", "mid", "high" },
  min = { "2", "5", "8" },
  max = { "8", "9", "12" },
  syllables = { "1", "2", "3", "5", "8" },
  easy = { "0", "1" },
  alliteration = { "0", "1" },
  without = { "q", "aeiou", "bdfgklmn" },
  theme = { "night", "sea", "animals" },
}
local names = { "style", "words", "starts", "ends", "contains", "verdict", "weird", "min", "max", "syllables", "easy", "alliteration",
  "without", "theme" }

math.randomseed(1)

request = function()
  local query = "n=10"
  for _, name in ipairs(names) do
    if math.random(3) == 1 then
      local choices = values[name]
      query = query .. "&" .. name .. "=" .. choices[math.random(#choices)]
    end
  end
  return wrk.format("GET", wrk.path .. "?" .. query)
end
