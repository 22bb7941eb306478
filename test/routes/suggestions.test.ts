import fc from 'fast-check'
import t from 'tap'
import type { Entry } from '../../src/features/search/entry.js'
import { recountGroups } from '../../src/features/search/search-service.js'
import { startTestApp } from '../helpers/app.js'
import { type Division, entriesOf, fill, syllables } from '../helpers/search-entries.js'

const TYPED = [
  '登',
  '登记',
  '许可',
  '食品',
  '经营',
  '公积金',
  '没有',
  'd',
  'dj',
  'dengji',
  'shipin',
  'spjy',
  'jjdj',
]

/** 0 begins so, 1 holds it, in characters or pinyin; each name looked at, without any index. */
function classOf(typed: string, name: string): number | undefined {
  const parts = syllables(name)
  const texts = /^[a-z]/.test(typed) ? [parts.map((each) => each[0]).join(''), parts.join('')] : [name]
  if (texts.some((text) => text.startsWith(typed))) return 0
  // One letter is no initial in the middle of a name that anybody would look for.
  if (typed.length < 2) return /^[a-z]/.test(typed) || !name.includes(typed) ? undefined : 1
  return texts.some((text) => text.includes(typed)) ? 1 : undefined
}

function expected(entries: readonly Entry[], typed: string, limit: number): string[] {
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  const names = new Map<string, { number: number; isShown: boolean }>()
  for (const { group, suspended, validFrom, validTo = '9999' } of entries) {
    if (group.kind === 'faq') continue
    const known = names.get(group.name) ?? { number: 0, isShown: false }
    names.set(group.name, {
      number: known.number + 1,
      isShown: known.isShown || (!suspended && validFrom <= today && validTo > today),
    })
  }
  return [...names]
    .flatMap(([name, { number, isShown }]) => {
      const kind = classOf(typed, name)
      return isShown && kind !== undefined ? [{ name, kind, number, length: [...name].length }] : []
    })
    .sort(
      (a, b) => a.kind - b.kind || b.number - a.number || a.length - b.length || (a.name < b.name ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ name }) => name)
}

t.test('suggestions are what a slow look at every name gives, in its order', async (t) => {
  const app = await startTestApp(t)
  const divisions = await app.database.asOwner<Division>(
    'select code, ancestors from divisions order by code',
  )
  let found = 0
  await fc.assert(
    fc.asyncProperty(entriesOf(divisions), async (made) => {
      const entries = await fill(app, made)
      await recountGroups(app.deps.pool)
      for (const typed of TYPED)
        for (const limit of [3, 10, 11, 20]) {
          const wanted = expected(entries, typed, limit)
          found += wanted.length
          if (!t.strictSame(await app.deps.search.suggest(typed, limit), wanted, `${typed}, ${limit}`))
            throw new Error('other suggestions')
        }
    }),
    // To make a failure smaller takes minutes.
    { numRuns: 8, endOnFailure: true },
  )
  const [one] = fc.sample(entriesOf(divisions), { numRuns: 1, seed: 1 })[0] ?? []
  if (one === undefined) throw new Error('no entry')
  const both = {
    ...one,
    group: { ...one.group, kind: 'item' as const, name: '大地安全' },
    validFrom: '2020-01-01',
  }
  await fill(app, [{ ...both, suspended: false, validTo: '2199-01-01' }])
  t.same(
    await app.deps.search.suggest('da', 10),
    ['大地安全'],
    'once: it begins so, and its initials hold it',
  )
  t.ok(found > 1000, `${found} suggestions compared`)
})
