import { pinyinSyllables, runsOf } from './words.js'

/** Syllables by which one and the same character is read (多音字: 行 xing, hang; 给 gei, ji), or which people mistake. */
const SAME_CHARACTER = [
  ['xing', 'hang', 'heng'],
  ['gei', 'ji'],
  ['hui', 'kuai'],
  ['zhong', 'chong'],
  ['chang', 'zhang'],
  ['can', 'shen', 'cen'],
  ['xiao', 'jiao'],
  ['tiao', 'diao'],
  ['chuan', 'zhuan'],
  ['dan', 'shan', 'chan', 'tan'],
  ['zang', 'cang'],
  ['che', 'ju'],
  ['chao', 'zhao'],
  ['cha', 'chai'],
  ['le', 'yue'],
  ['lv', 'shuai', 'lu', 'lyu'],
  ['nv', 'nu', 'nyu'],
  ['su', 'xiu'],
  ['luo', 'lao', 'la'],
  ['bao', 'bo', 'bai'],
  ['xue', 'xie'],
  ['bian', 'pian'],
  ['ka', 'qia'],
  ['huan', 'hai'],
  ['mei', 'mo'],
  ['du', 'dou'],
  ['sheng', 'xing'],
  ['shu', 'zhu'],
  ['xi', 'ji'],
  ['jiang', 'xiang'],
  ['jie', 'xie'],
  ['she', 'zhe'],
  ['chu', 'xu'],
  ['he', 'hu'],
  ['ji', 'qi'],
  ['lu', 'lou'],
  ['yi', 'wei'],
  ['ti', 'di'],
  ['fou', 'pi'],
] as const

const OTHERS = new Map<string, Set<string>>()
for (const same of SAME_CHARACTER)
  for (const each of same)
    OTHERS.set(each, new Set([...(OTHERS.get(each) ?? []), ...same.filter((other) => other !== each)]))

const MOST_WAYS = 16

const pairsOf = (syllables: readonly string[]): string[] =>
  syllables.length === 1
    ? syllables.map((one) => `^${one}`)
    : syllables.slice(1).map((next, index) => `^${syllables[index]}${next}`)

/** The tokens of letters with one syllable read otherwise; none where the letters are no pinyin. */
export function otherReadings(text: string): string[][] {
  const read = runsOf(text).map((run) => pinyinSyllables(run)[0])
  if (read.some((syllables) => syllables === undefined)) return []
  const words = read.filter((syllables) => syllables !== undefined)
  const ways = words.flatMap((syllables, word) =>
    syllables.flatMap((syllable, at) =>
      [...(OTHERS.get(syllable) ?? [])].map((other) =>
        words.flatMap((each, index) => pairsOf(index === word ? each.with(at, other) : each)),
      ),
    ),
  )
  // 给付 beside a word that is found as it is: both words as they are read first, without a pair across.
  return ways.slice(0, MOST_WAYS)
}
