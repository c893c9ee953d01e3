/** The longest id. */
const LONGEST = 64;

/** Letters that are no plainer letter with a mark on it. */
const LATIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
};

/** Each sign of a list under the Latin letters it is written with; both lists in the same order. */
function table(signs: string, letters: string): Record<string, string> {
  const written = letters.split(' ');
  return Object.fromEntries([...signs].map((sign, at) => [sign, written[at] ?? '']));
}

const LETTERS: Record<string, string> = {
  ...LATIN,
  ...table('αβγδεζηθικλμνξοπρσςτυφχψω', 'a v g d e z i th i k l m n x o p r s s t y f ch ps o'),
  ...table(
    'абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґђјљњћџў',
    'a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i i ie g dj j lj nj c dz u',
  ),
  ...table('אבגדהוזחטיכךלמםנןסעפףצץקרשת', 'a b g d h v z h t y k k l m m n n s a p p ts ts k r sh t'),
  ...table(
    'ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئپچژگکی',
    'a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y a a  a a i w y p ch zh g k y',
  ),
  ...table(
    'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをんぁぃぅぇぉゎ',
    'a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa i e o n a i u e o wa',
  ),
  ...table(
    'がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔ',
    'ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi pu pe po vu',
  ),
};

/** The parts of a Korean syllable: what begins it, its vowel, what ends it. */
const HANGUL = [
  'g kk n d tt r m b pp s ss  j jj ch k t p h',
  'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i',
  ' k k k n n n t l k m l l l p l m p p t t ng t t k t p t',
].map(parts => parts.split(' '));

function syllable(sign: string): string | null {
  const at = sign.charCodeAt(0) - 0xac00;
  if (at < 0 || at >= 11_172) return null;
  const places = [Math.floor(at / 588), Math.floor((at % 588) / 28), at % 28];
  return places.map((place, part) => HANGUL[part]?.[place] ?? '').join('');
}

/** Katakana as Hiragana, which the table has. */
function hiragana(text: string): string {
  return text.replace(/[ァ-ヴ]/g, sign => String.fromCharCode(sign.charCodeAt(0) - 0x60));
}

/** Small `ya`, `yu`, `yo` and the small `tsu` that doubles what follows. */
function joined(text: string): string {
  return text
    .replace(/([きぎしじちぢにひびぴみり])([ゃゅょ])/g, (_, sign: string, small: string) => {
      const before = (LETTERS[sign] ?? '').replace(/i$/, '');
      const vowel = { ゃ: 'a', ゅ: 'u', ょ: 'o' }[small] ?? '';
      return `${before}${/(sh|ch|j)$/.test(before) ? '' : 'y'}${vowel}`;
    })
    .replace(/っ(.)/g, (_, next: string) => `${(LETTERS[next] ?? next).charAt(0)}${next}`)
    .replace(/ー/g, '');
}

/**
 * An id from a name in any script: small letters, digits, dashes, at most 64. What cannot be written in these letters, such as Chinese
 * characters and emoji, is left out; a name of nothing else has no id.
 */
export function idFrom(name: string): string {
  // Accents go; the marks that voice a kana stay.
  const plain = name
    .normalize('NFKD')
    .replace(/(?![\u3099\u309a])\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase();
  const bare = [...joined(hiragana(plain))].map(sign => LETTERS[sign] ?? syllable(sign) ?? sign).join('');
  const id = bare
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST)
    .replace(/-+$/, '');
  // A particle between two characters that cannot be written says nothing.
  return /[^\P{L}a-z]/u.test(bare) && !/[a-z0-9]{3}/.test(id) ? '' : id;
}

/** An id from a name that nothing else has: numbered if it is taken, or if the name gives none. */
export function freeId(name: string, kind: string, taken: Iterable<string>): string {
  const others = new Set(taken);
  const id = idFrom(name);
  if (id !== '' && !others.has(id)) return id;
  const stem = id || kind;
  for (let number = id === '' ? 1 : 2; ; number += 1) {
    const numbered = `${stem.slice(0, LONGEST - String(number).length - 1).replace(/-+$/, '')}-${number}`;
    if (!others.has(numbered)) return numbered;
  }
}
