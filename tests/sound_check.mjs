// Our sound codes beside those of the npm package double-metaphone, for sound.sh.
//
//   words FILE     the words of a file's first column, folded to a–z, each once
//   compare PATH   reads words and our codes; prints how many per mille of the primary codes, and of both codes, say
//                  what the package in node_modules at PATH says of the consonants, and the words where they don't
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [mode, path] = process.argv.slice(2);

const words = (text) => {
    const names = text.split('\n').slice(1).map((row) => row.split('\t')[0]).join('\n');
    const folded = names.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    return [...new Set(folded.split(/[^a-z]+/))].filter(Boolean);
};

// Departures on purpose (src/text/sound.h): vowels but the first are ours alone, th is O, nothing follows itself.
const once = (code) => code.replace(/(.)\1+/g, '$1');
const ours = (code) => once(code.slice(0, 1) + code.slice(1).replace(/[AW]/g, ''));
const theirs = (code) => once(code.replaceAll('0', 'O'));

const compare = async (rows) => {
    const file = createRequire(`${path}/`).resolve('double-metaphone');
    const { doubleMetaphone } = await import(pathToFileURL(file));
    let primary = 0;
    let both = 0;
    const differ = [];
    for (const [word, ...codes] of rows) {
        const wanted = doubleMetaphone(word).map(theirs);
        const got = codes.map(ours);
        const same = got[0] === wanted[0];
        primary += same;
        both += same && got[1] === wanted[1];
        if (!same || got[1] !== wanted[1]) differ.push(`${word} ${got.join('/')} ${wanted.join('/')}`);
    }
    const share = (n) => Math.floor((1000 * n) / rows.length);
    console.log([share(primary), share(both), rows.length].join(' '));
    console.log(differ.join('\n'));
};

const input = readFileSync(mode === 'words' ? path : 0, 'utf8');
if (mode === 'words') console.log(words(input).join('\n'));
else await compare(input.trimEnd().split('\n').map((row) => row.split('\t')));
