# Makes the page of examples, api.html, of openapi.json: `jq -r -f api.jq openapi.json`. Every operation below
# /api/ comes with its parameters, and with an example for curl, JavaScript and Python.

def site: "https://names.example";

# Follows a reference within the document.
def follow($document):
    if has("$ref") then (."$ref" | ltrimstr("#/") | split("/")) as $path | $document | getpath($path) else . end;

# The value of a parameter in an example, or null.
def sample: .example // .schema.default | if type == "array" then map(tostring) | join(",") else . end;

# The query of an example: what is required, otherwise up to two parameters that have a value to show.
def query:
    map(select(.in == "query" and sample != null))
    | (map(select(.required)) as $needed | if $needed == [] then .[:2] else $needed end)
    | map(.name + "=" + (sample | tostring | @uri)) | join("&") | if . == "" then "" else "?" + . end;

def form: .requestBody.content["application/x-www-form-urlencoded"];
def json: .requestBody.content["application/json"].example;
def form_text: form.schema.properties | to_entries | map(select(.value.example) | .key + "=" + (.value.example | @uri)) | join("&");

def curl($url):
    if json then "curl -H 'Content-Type: application/json' \\\n    -d '\(json | tojson)' \\\n    '\($url)'"
    elif form then "curl -d '\(form_text)' '\($url)'"
    else "curl '\($url)'" end;

def javascript($url):
    if json then "const answer = await fetch('\($url)', {\n  method: 'POST',\n  headers: { 'Content-Type': 'application/json' },\n"
        + "  body: JSON.stringify(\(json | tojson)),\n});\nconsole.log(await answer.json());"
    elif form then empty # other sites may not send it
    else "const answer = await fetch('\($url)');\nconsole.log(await answer.json());" end;

def python($url):
    "import json, urllib.request\n\n"
    + if json then "request = urllib.request.Request(\n    '\($url)',\n    json.dumps(\(json | tojson)).encode(),\n"
        + "    {'Content-Type': 'application/json'})\nprint(json.load(urllib.request.urlopen(request)))"
    elif form then "print(json.load(urllib.request.urlopen(\n    '\($url)',\n    b'\(form_text)')))"
    else "print(json.load(urllib.request.urlopen('\($url)')))" end;

def example($language): "  <h3>\($language)</h3>\n  <pre><code>\(. | @html)</code></pre>\n";

def parameter: "    <li><code>\(.name | @html)</code>\(if .description then ": " + .description | @html else "" end)</li>\n";

def list: if . == [] then "" else "  <ul>\n" + (map(parameter) | join("")) + "  </ul>\n" end;

. as $document
| "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>stagename for programs</title>
<meta name=\"color-scheme\" content=\"light dark\">
<link rel=\"icon\" href=\"@ASSETS@/favicon.svg\" type=\"image/svg+xml\">
<link rel=\"stylesheet\" href=\"@ASSETS@/style.css\">
</head>
<body class=\"no-panel\">
<header class=\"top\">
  <a class=\"tape\" href=\"/\" aria-label=\"stagename, start page\">stagename</a>
  <nav aria-label=\"Pages\"><a href=\"/\">Names</a> <a href=\"/shortlist.html\">Shortlist</a> <a href=\"/about.html\">About</a></nav>
</header>
<main class=\"text\">
  <h1>For programs.</h1>
  <p>\(.info.description | @html)</p>
  <p><a href=\"/api/openapi.json\">The OpenAPI document</a> has every detail. In the examples, write the address of this site
    instead of \(site).</p>\n"
+ ([.paths | to_entries[] | select(.key | startswith("/api/")) | .key as $path | .value | to_entries[]
    | .key as $method | .value
    | [.parameters[]? | follow($document)] as $parameters
    | [form.schema.properties // {} | to_entries[] | {name: .key, description: .value.description}] as $fields
    | (site + ($path | gsub("\\{id\\}"; "1")) + ($parameters | query)) as $url
    | "\n  <h2 id=\"\(.operationId | @html)\">\(.summary | @html)</h2>\n"
      + "  <p><code>\($method | ascii_upcase) \($path | @html)</code></p>\n"
      + (if .description then "  <p>\(.description | @html)</p>\n" else "" end)
      + ($parameters + $fields | list)
      + (curl($url) | example("curl"))
      + ([javascript($url) | example("JavaScript")] | join(""))
      + (python($url) | example("Python"))] | join(""))
+ "</main>\n</body>\n</html>"
