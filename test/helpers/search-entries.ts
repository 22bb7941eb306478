import fc from 'fast-check'
import { ENTRY_KINDS, type Entry } from '../../src/features/search/entry.js'
import { replaceEntries } from '../../src/features/search/replace-entries.js'
import type { TestApp } from './app.js'

/** Every division of the sample with its ancestors, itself first */
export interface Division {
  code: string
  ancestors: string[]
}

export const WORDS = ['登记', '许可', '食品', '经营', '公积金']
const DAYS = ['2020-01-01', '2021-06-01', '2199-01-01']

/** Entries of random names, places, days and states, some hundred or so many; a few divisions, so that many meet. */
export const entriesOf = (divisions: readonly Division[], number?: number): fc.Arbitrary<Entry[]> => {
  const name = fc
    .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
    .map((words) => words.join(''))
  const entry = fc.record({
    kind: fc.constantFrom(...ENTRY_KINDS),
    name,
    aliases: fc.subarray(['食品登记', '许可']),
    type: fc.constantFrom('01', '07'),
    audiences: fc.constantFrom<string[]>(['1'], ['1', '2']),
    suspended: fc.nat(9).map((n) => n === 0),
    organisation: fc.constantFrom('ORG-A', 'ORG-B'),
    division: fc.constantFrom(...divisions),
    days: fc.constantFrom([DAYS[0]], [DAYS[0]], [DAYS[0], DAYS[1]], [DAYS[2]], [DAYS[1], DAYS[2]]),
  })
  return fc.array(entry, { minLength: number ?? 60, maxLength: number ?? 110 }).map((all) =>
    all.map(
      ({ kind, name, aliases, type, audiences, suspended, organisation, division, days }, index): Entry => {
        const group = {
          kind,
          name,
          aliases,
          basicCode: 'x',
          type,
          handling: 'promised',
          audiences,
          themes: [],
        }
        const [validFrom = '', validTo] = days
        return {
          group,
          itemCode: `ORDER${String(index % 40).padStart(3, '0')}`,
          number: Math.floor(index / 40),
          version: 1,
          suspended,
          organisationCode: organisation,
          divisionCode: division.code,
          divisions: division.ancestors,
          validFrom,
          ...(validTo === undefined ? {} : { validTo }),
        }
      },
    ),
  )
}

const PINYIN: Record<string, string[]> = {
  登记: ['deng', 'ji'],
  许可: ['xu', 'ke'],
  食品: ['shi', 'pin'],
  经营: ['jing', 'ying'],
  公积金: ['gong', 'ji', 'jin'],
}
/** Syllables of a name that is made of the words above. */
export const syllables = (name: string): string[] => {
  for (const word of WORDS)
    if (name.startsWith(word)) return [...(PINYIN[word] ?? []), ...syllables(name.slice(word.length))]
  return []
}

/** What it is found as: there is one entry for each item, kind and number. */
export const idOf = ({ itemCode, number, group }: Entry): string => `${itemCode}/${group.kind}/${number}`

/** An item of this name, in force in a town. */
export const plainEntry = (name: string, itemCode: string, number = 0): Entry => ({
  group: {
    kind: 'item',
    name,
    aliases: [],
    basicCode: 'x',
    type: '01',
    handling: 'promised',
    audiences: ['1'],
    themes: [],
  },
  itemCode,
  number,
  version: 1,
  suspended: false,
  organisationCode: 'ORG',
  divisionCode: '511102000000',
  divisions: ['511102000000', '511100000000', '510000000000'],
  validFrom: '2020-01-01',
})

/** These entries and no others, one for each item, kind and number. */
export async function fill(app: TestApp, made: readonly Entry[]): Promise<Entry[]> {
  const entries = [...new Map(made.map((entry) => [idOf(entry), entry])).values()]
  for (const table of ['search_entries', 'search_groups']) await app.database.asOwner(`delete from ${table}`)
  await replaceEntries(app.deps.pool, [...new Set(entries.map(({ itemCode }) => itemCode))], entries)
  return entries
}
