"""The usual design of such a service, for comparison: Flask, with names in memory and random.sample, which is faster than
sqlite3's ORDER BY random(). Run by serve.sh under gunicorn."""
import os
import random
import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)
rows = sqlite3.connect(os.environ["DB"]).execute(
    "SELECT id, name, style, verdict, bits FROM name WHERE hidden = 0 AND verdict = 'free'"
).fetchall()
keys = ("id", "name", "style", "verdict", "bits_per_char")


@app.route("/api/names")
def names():
    n = int(request.args.get("n", 10))
    return jsonify({"names": [dict(zip(keys, row)) for row in random.sample(rows, n)], "pool": len(rows)})
