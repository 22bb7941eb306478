import fc from 'fast-check'
import t from 'tap'
import { DirectoryDocument } from '../../src/features/catalogue/directory/directory-document.js'
import { diffItems } from '../../src/features/catalogue/item-diff.js'
import { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { MEMBER_NAMES } from '../../src/features/catalogue/item-names.js'
import { leshanHousingFund } from '../helpers/sample.js'

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
      Object.assign(document.limits.statutory, { amount: 8 })
    }).map(({ pointer, kind, before, after, title }) => [pointer, kind, before, after, title.zh]),
    [
      ['/name', 'changed', leshanHousingFund.name, '新名称', '名称'],
      ['/limits/statutory/amount', 'changed', 3, 8, '时限·法定时限·数值'],
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

t.test('every list of the record is matched by its keys', async (t) => {
  const one = { fileId: '0195a7c2-6c00-7000-8000-000000000001', name: '申请表' }
  const full = changed((document) => {
    document.variants = [
      { variantCode: 'A01', kind: 'new', name: '新办', situations: ['fund-loan'] },
      { variantCode: 'A02', kind: 'change', name: '变更', situations: ['fund-loan'] },
    ]
    document.windows = [
      { name: '公积金窗口', address: '一楼', hours: '工作日', authority: 'decides' },
      { name: '综合窗口', address: '二楼', hours: '工作日', authority: 'accepts' },
    ]
    document.intermediaries = [{ name: '评估', basis: '依据' }]
    document.form.bindings = [{ pointer: '/form/loanYear', register: 'population', path: 'year' }]
    for (const material of document.materials) material.blankForm = one
  })
  const edited = structuredClone(full)
  edited.variants?.reverse()
  for (const variant of edited.variants ?? []) if (variant.variantCode === 'A02') variant.name = '变更登记'
  for (const window of edited.windows ?? []) if (window.name === '综合窗口') window.address = '三楼'
  edited.intermediaries?.push({ name: '公证', basis: '依据' })
  for (const binding of edited.form.bindings ?? []) binding.path = 'loan.year'
  const [first] = edited.materials
  if (first !== undefined) first.blankForm = { ...one, name: '新申请表' }
  t.same(
    diffItems(full, edited).map(({ pointer, kind, title }) => [pointer, kind, title.zh, title.en]),
    [
      [
        `/materials/${first?.materialCode}/blankForm/name`,
        'changed',
        `申报资料·“${first?.name}”·空白表格·名称`,
        `materials · “${first?.name}” · blank form · name`,
      ],
      ['/windows/综合窗口/address', 'changed', '办理窗口·“综合窗口”·地址', 'windows · “综合窗口” · address'],
      [
        '/form/bindings/~1form~1loanYear/path',
        'changed',
        '申请表单·共享数据绑定·“/form/loanYear”·字段路径',
        'form · bindings to shared data · “/form/loanYear” · path',
      ],
      ['/variants/A02/name', 'changed', '业务办理项·“变更登记”·名称', 'variants · “变更登记” · name'],
      ['/variants', 'moved', '业务办理项', 'variants'],
      ['/intermediaries/公证', 'added', '中介服务·“公证”', 'intermediaries · “公证”'],
    ],
  )
})

t.test('clauses of one law are bases of their own', async (t) => {
  const clause = (article: string | undefined, text: string) => ({
    name: '住房公积金管理条例',
    kind: 'administrativeRegulation' as const,
    ...(article === undefined ? {} : { article }),
    text,
  })
  const whole = clause(undefined, '全文')
  const before = changed((document) => {
    document.legalBases = [clause('第二十四条', '提取'), clause('第二十五条', '核实'), whole]
  })
  const told = (legalBases: ItemDocument['legalBases']) =>
    diffItems(before, { ...before, legalBases }).map(({ pointer, kind, title }) => [pointer, kind, title.zh])
  t.same(
    told([
      clause('第二十四条', '提取'),
      clause('第二十五条', '三日内核实'),
      whole,
      clause('第二十六条', '贷款'),
    ]),
    [
      [
        '/legalBases/住房公积金管理条例 第二十五条/text',
        'changed',
        '设定依据·“住房公积金管理条例 第二十五条”·正文',
      ],
      ['/legalBases/住房公积金管理条例 第二十六条', 'added', '设定依据·“住房公积金管理条例 第二十六条”'],
    ],
  )
  t.same(
    told([clause('第二十五条', '核实'), clause('第二十六条', '贷款'), clause(undefined, '修订')]),
    [
      ['/legalBases/住房公积金管理条例 第二十四条', 'removed', '设定依据·“住房公积金管理条例 第二十四条”'],
      ['/legalBases/住房公积金管理条例/text', 'changed', '设定依据·“住房公积金管理条例”·正文'],
      ['/legalBases/住房公积金管理条例 第二十六条', 'added', '设定依据·“住房公积金管理条例 第二十六条”'],
    ],
    'another clause is no change of the first',
  )
  t.same(
    told([whole, whole]),
    [['/legalBases', 'changed', '设定依据']],
    'the same twice: only the place tells them apart',
  )
})

t.test('conditions are compared whole, and fields of the form are known by their titles', async (t) => {
  const found = diff((document) => {
    const [situation] = document.situations
    if (situation !== undefined) situation.when = { '==': [{ var: 'answers.lender' }, 'nobody'] }
    const { properties } = document.form.schema as {
      properties: Record<string, { title: string; maximum: number }>
    }
    const year = properties.loanYear
    if (year !== undefined) year.maximum = 2099
    properties.name = { title: '姓名', maximum: 1 }
  })
  t.same(
    found.map(({ pointer, title }) => [pointer, title.zh]),
    [
      ['/situations/fund-loan/when', '情形·“住房公积金贷款”·适用条件'],
      ['/form/schema/properties/loanYear/maximum', '申请表单·表单字段·properties·“贷款年份”·maximum'],
      ['/form/schema/properties/name', '申请表单·表单字段·properties·“姓名”'],
    ],
  )
})

t.test('every member of an item and of a directory entry has its name in both languages', async (t) => {
  const named = (schema: object): string[] => {
    const {
      properties = {},
      items,
      anyOf,
    } = schema as {
      properties?: Record<string, object>
      items?: object
      anyOf?: object[]
    }
    return [
      ...Object.entries(properties).flatMap(([name, member]) => [name, ...named(member)]),
      ...(items === undefined ? [] : named(items)),
      ...(anyOf ?? []).flatMap(named),
    ]
  }
  const members = new Set([...named(ItemDocument), ...named(DirectoryDocument)])
  t.ok(members.size > 100)
  for (const member of members) {
    t.match(MEMBER_NAMES[member]?.zh, /\p{Script=Han}/u, member)
    t.match(MEMBER_NAMES[member]?.en, /^[A-Za-z]/, member)
  }
  t.same(
    Object.keys(MEMBER_NAMES).filter((name) => !members.has(name)),
    [],
    'and no name is without its member',
  )
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
