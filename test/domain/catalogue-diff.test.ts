import fc from 'fast-check'
import t from 'tap'
import { diffItems } from '../../src/features/catalogue/item-diff.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { leshanHousingFund } from '../../src/sample/items/leshan-housing-fund.js'

interface Edit {
  name: string
  visits: number
  drop: string[]
  copies: number
  remarks: string | undefined
}

const changed = (change: (document: ItemDocument) => void): ItemDocument => {
  const document = structuredClone(leshanHousingFund)
  change(document)
  return document
}
const diff = (change: (document: ItemDocument) => void) => diffItems(leshanHousingFund, changed(change))

t.test('nothing changed', async (t) => {
  t.same(
    diff(() => {}),
    [],
  )
})

t.test('a member, and one within', async (t) => {
  t.same(
    diff((document) => {
      document.name = '新名称'
      document.limits.statutory.amount += 5
    }).map(({ pointer, kind, before, after, title }) => [pointer, kind, before, after, title.zh]),
    [
      ['/name', 'changed', leshanHousingFund.name, '新名称', '名称'],
      [
        '/limits/statutory/amount',
        'changed',
        leshanHousingFund.limits.statutory.amount,
        leshanHousingFund.limits.statutory.amount + 5,
        '时限·法定时限·数值',
      ],
    ],
  )
})

t.test('a material put in front is one difference, not many', async (t) => {
  const found = diff((document) => {
    document.materials.unshift({
      ...structuredClone(leshanHousingFund.materials[0]),
      materialCode: 'new',
    } as never)
  })
  t.match(found, [{ pointer: '/materials/new', kind: 'added' }])
  t.equal(found.length, 1)
})

t.test('a material taken out, one changed, two exchanged', async (t) => {
  const [first, second] = leshanHousingFund.materials
  const found = diff((document) => {
    const [one, two, three, ...rest] = document.materials as never as [
      never,
      { copies: number },
      never,
      ...never[],
    ]
    two.copies = 7
    document.materials = [three, two, ...rest] as never
    t.ok(one)
  })
  t.match(found.find(({ kind }) => kind === 'removed')?.pointer, `/materials/${first?.materialCode}`)
  t.match(
    found.find(({ kind }) => kind === 'changed'),
    {
      pointer: `/materials/${second?.materialCode}/copies`,
      after: 7,
      title: { zh: /^申报资料·“.*”·复印件份数$/ },
    },
  )
  t.equal(found.filter(({ kind }) => kind === 'moved').length, 1)
  t.equal(found.length, 3)
})

t.test('the differences lead from one version to the other', async () => {
  const edit = fc.record({
    name: fc.constantFrom('甲', '乙', leshanHousingFund.name),
    visits: fc.integer({ min: 0, max: 3 }),
    drop: fc.subarray(leshanHousingFund.materials.map(({ materialCode }) => materialCode)),
    copies: fc.integer({ min: 0, max: 9 }),
    remarks: fc.option(fc.constantFrom('说明'), { nil: undefined }),
  })
  const make = ({ name, visits, drop, copies, remarks }: Edit): ItemDocument =>
    changed((document) => {
      Object.assign(document, { name, visits, ...(remarks === undefined ? {} : { remarks }) })
      document.materials = document.materials
        .filter(({ materialCode }) => !drop.includes(materialCode))
        .map((material) => ({ ...material, copies }))
    })
  fc.assert(
    fc.property(edit, edit, (one, two) => {
      const [before, after] = [make(one), make(two)]
      // Written another way: the differences applied to the first must give the second.
      const result = structuredClone(before) as never as Record<string, never>
      for (const { pointer, kind, after: value } of diffItems(before, after))
        apply(result, pointer, kind, value)
      return JSON.stringify(sorted(result)) === JSON.stringify(sorted(after))
    }),
  )
})

// biome-ignore lint/suspicious/noExplicitAny: walks through any document
function apply(document: any, pointer: string, kind: string, value: unknown): void {
  const names = pointer.slice(1).split('/')
  const last = names.pop() ?? ''
  const find = (place: never[], name: string) =>
    place.findIndex((each) => (each as Codes).materialCode === name)
  let place = document
  for (const name of names) place = Array.isArray(place) ? place[find(place as never[], name)] : place[name]
  if (kind === 'moved') return
  if (!Array.isArray(place)) {
    if (kind === 'removed') delete place[last]
    else place[last] = value
    return
  }
  const index = find(place as never[], last)
  if (kind === 'removed') place.splice(index, 1)
  else if (kind === 'added') place.push(value)
  else place[index] = value
}

interface Codes {
  materialCode?: string
}

/** Without order: members by name, materials by code. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(sorted)
    return all.every((each) => (each as Codes | null)?.materialCode !== undefined)
      ? all.sort((a, b) =>
          (a as { materialCode: string }).materialCode < (b as { materialCode: string }).materialCode
            ? -1
            : 1,
        )
      : all
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}
