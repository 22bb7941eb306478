import t from 'tap'
import { combinations } from '../../src/features/catalogue/checks/situation-checks.js'
import { makeGuide } from '../../src/features/catalogue/guide/guide.js'
import { guidePage } from '../../src/features/catalogue/guide/guide-page.js'
import { resolveChecklist } from '../../src/features/catalogue/questions/checklist.js'
import { thoseWho } from '../../src/features/catalogue/questions/condition-words.js'
import { feesFor } from '../../src/features/catalogue/questions/fees.js'
import { forWhom, servedTypes } from '../../src/features/catalogue/questions/for-whom.js'
import { handlingIn } from '../../src/features/catalogue/questions/variants.js'
import { wireCodesOf } from '../../src/features/transfer/items/up-task-codes.js'
import { itemRows, WIRE_TABLES } from '../../src/features/transfer/items/up-task-tables.js'
import { escapeHtml } from '../../src/shared/html.js'
import { CHECK_CONTEXT } from '../helpers/checks.js'
import { fullItem } from '../helpers/full-item.js'
import { leshanHousingFund, SAMPLE_ITEMS } from '../helpers/sample.js'

const FACTS = { dictionaries: CHECK_CONTEXT.dictionaries, version: 1, effectiveFrom: '2026-01-01' }

const REMARK = WIRE_TABLES.up_task_general_material.columns.indexOf('remark')

t.test('the guide of every sample item against all of its checklists', async (t) => {
  let walks = 0
  let compared = 0
  let pages = 0
  const codes = wireCodesOf(CHECK_CONTEXT.dictionaries)
  for (const item of SAMPLE_ITEMS) {
    const lists = servedTypes(item).flatMap((type) =>
      [...combinations(item, type)].map((answers) => {
        const list = resolveChecklist(item, type, answers)
        if (list.kind !== 'checklist') throw new Error(`${item.name}: still asking`)
        const fees = feesFor(item, { answers, applicant: { type } }).map(({ name }) => name)
        return { asked: new Set(list.materials.map(({ material }) => material.materialCode)), fees }
      }),
    )
    walks += lists.length
    const { blocks } = makeGuide(item, FACTS, 'zh')
    for (const { materialCode, name, everybody, forWhom: whose } of blocks[3]?.materials ?? []) {
      compared += 1
      const asking = lists.filter(({ asked }) => asked.has(materialCode)).length
      // “For all” exactly where every walk asks for it; and nobody is told of what nobody brings.
      t.equal(
        everybody,
        asking === lists.length,
        `${item.name}: ${name} ${whose}, asked in ${asking} of ${lists.length}`,
      )
      t.equal(whose === '所有申请人', everybody)
      if (asking === 0) t.fail(`${item.name}: ${name} is brought by nobody`)
    }
    // The page on paper and on a kiosk, in both languages, and the national table say the same of whom.
    const wire = { document: item, version: 1, state: 'IN_USE', organisationName: '中心', places: [] }
    const rows = itemRows('up_task_general_material', wire, codes)
    const told = blocks[3]?.materials ?? []
    t.same(
      rows.map(({ cells }) => cells[REMARK]),
      told.map(({ everybody, forWhom: whose }) => (everybody ? undefined : whose)),
      item.name,
    )
    for (const language of ['zh', 'en'] as const) {
      const guide = makeGuide(item, FACTS, language)
      const whom = guide.blocks[3]?.materials?.map((each) => each.forWhom) ?? []
      for (const layout of ['a4', 'kiosk'] as const) {
        const page = guidePage(guide, { language, layout, address: undefined, chineseName: item.name })
        const lacking = whom.filter((each) => !page.includes(escapeHtml(each)))
        t.same(lacking, [], `${item.name} ${language} ${layout}`)
        pages += 1
      }
    }
    for (const { name, forWhom: whose } of blocks[6]?.fees ?? []) {
      const paying = lists.filter(({ fees }) => fees.includes(name)).length
      t.equal(whose === undefined, paying === lists.length, `${item.name}: ${name} ${whose}`)
    }
  }
  t.equal(pages, SAMPLE_ITEMS.length * 4)
  if (process.env.TELL === 'true') console.error({ walks, compared, pages })
  t.ok(
    walks > 300 && compared === SAMPLE_ITEMS.flatMap(({ materials }) => materials).length,
    `${walks} walks`,
  )
})

t.test('a condition without a reason is told in words everywhere, in both languages', async (t) => {
  const mandate = leshanHousingFund.materials.find((each) => each.when !== undefined)
  const item = {
    ...leshanHousingFund,
    materials: leshanHousingFund.materials.map((each) =>
      each === mandate ? { ...each, reason: undefined } : each,
    ),
  } as typeof leshanHousingFund
  const words = {
    zh: '对“是否由他人代办？”回答“是”的',
    en: 'those who answer “yes” to “Does somebody act for you?”',
  }
  for (const language of ['zh', 'en'] as const) {
    const guide = makeGuide(item, FACTS, language)
    const line = guide.blocks[3]?.lines.find((each) => each.includes(words[language]))
    t.ok(line, guide.blocks[3]?.lines.join('\n') ?? '')
    for (const layout of ['a4', 'kiosk'] as const)
      t.match(
        guidePage(guide, { language, layout, address: undefined, chineseName: item.name }),
        words[language],
      )
  }
  const wire = { document: item, version: 1, state: 'IN_USE', organisationName: '中心', places: [] }
  const remark = WIRE_TABLES.up_task_general_material.columns.indexOf('remark')
  const rows = itemRows('up_task_general_material', wire, wireCodesOf(CHECK_CONTEXT.dictionaries))
  const remarks = rows.map(({ cells }) => cells[remark])
  t.ok(remarks.includes(words.zh), remarks.join('\n'))
  t.ok(remarks.includes('银行贷款第一次支取'), 'situations by their titles, not by their keys')
})

t.test('conditions in words', async (t) => {
  const names = {
    questions: [
      {
        key: 'loan',
        title: '贷款来源？',
        titleEn: 'Which loan?',
        options: [
          { value: 'bank', title: '银行', titleEn: 'Bank' },
          { value: 'fund', title: '公积金', titleEn: 'Fund' },
          { value: 'other', title: '其他' },
        ],
      },
      {
        key: 'use',
        title: '用途？',
        options: [
          { value: 'x', title: '其他' },
          { value: 'y', title: '居住' },
        ],
      },
      { key: 'agent', title: '代办？', titleEn: 'An agent?' },
    ],
    form: { schema: { properties: { area: { title: '面积' } } } },
  }
  const is = (key: string, value: unknown) => ({ '==': [{ var: `answers.${key}` }, value] })
  const told: [unknown, string, string][] = [
    [is('loan', 'bank'), '选择“银行”的', 'those who answer “Bank” to “Which loan?”'],
    [
      { '===': ['bank', { var: 'answers.loan' }] },
      '选择“银行”的',
      'those who answer “Bank” to “Which loan?”',
    ],
    [is('loan', 'other'), '对“贷款来源？”选择“其他”的', 'those who answer “其他” to “Which loan?”'],
    [is('agent', true), '对“代办？”回答“是”的', 'those who answer “yes” to “An agent?”'],
    [is('agent', false), '对“代办？”回答“否”的', 'those who answer “no” to “An agent?”'],
    [{ var: 'answers.agent' }, '对“代办？”回答“是”的', 'those who answer “yes” to “An agent?”'],
    [{ '!': is('agent', true) }, '对“代办？”没有回答“是”的', 'those who do not answer “yes” to “An agent?”'],
    [
      { '!=': [{ var: 'answers.loan' }, 'bank'] },
      '没有选择“银行”的',
      'those who do not answer “Bank” to “Which loan?”',
    ],
    [
      { in: [{ var: 'answers.loan' }, ['bank', 'fund']] },
      '选择“银行”或者“公积金”的',
      'those who answer “Bank” or “Fund” to “Which loan?”',
    ],
    [
      { '==': [{ var: 'applicant.type' }, 'legal'] },
      '申请人为企业或者其他组织的',
      'those who are enterprises or other organisations',
    ],
    [
      { and: [is('loan', 'fund'), { or: [is('agent', true), is('use', 'y')] }] },
      '选择“公积金”，且（对“代办？”回答“是”，或者选择“居住”）的',
      'those who answer “Fund” to “Which loan?” and (answer “yes” to “An agent?” or answer “居住” to “用途？”)',
    ],
    [{ '<': [100, { var: 'form.area' }] }, '“面积”大于100的', 'those who state more than 100 in “面积”'],
    [
      { some: [{ var: 'form.rooms' }, true] },
      '符合按填报内容核对的条件的',
      'those who meet a condition that is looked at when the form is filled in',
    ],
  ]
  for (const [condition, zh, en] of told) t.same(thoseWho(names, condition), { zh, en })
})

t.test('conditions, results, fees and steps of some only', async (t) => {
  const first = leshanHousingFund.situations[0]?.key ?? ''
  const byAgent = { '==': [{ var: 'answers.byAgent' }, true] }
  const item = {
    ...fullItem('甲'),
    conditions: ['人人如此', { text: '代办人成年', textEn: 'of age', when: byAgent }],
    results: [
      { name: '决定书', type: 'approval' as const },
      { name: '回执', type: 'other' as const, situations: [first] },
    ],
    fees: {
      charged: true,
      items: [
        {
          name: '工本费',
          standard: '10元',
          legalBasis: '办法第三条',
          reducible: false,
          situations: [first],
          when: byAgent,
        },
      ],
    },
  }
  const guide = makeGuide(item, FACTS, 'zh')
  t.match(guide.blocks[2]?.lines, ['人人如此', '对“是否由他人代办？”回答“是”的：代办人成年'])
  t.match(guide.blocks[4]?.results, [{ forWhom: undefined }, { forWhom: /./ }])
  t.match(guide.blocks[6]?.fees?.[0]?.forWhom, /，且对“是否由他人代办？”回答“是”的$/)
  t.equal(forWhom(item, {}), undefined)
  const walk = (answers: Record<string, unknown>) => {
    const list = resolveChecklist(item, 'natural', answers)
    if (list.kind !== 'checklist') throw new Error('still asking')
    const fees = feesFor(item, { answers, applicant: { type: 'natural' } }).length
    return [list.situation.key === first, list.conditions.length, list.results.length, fees]
  }
  for (const answers of combinations(item, 'natural')) {
    const [isFirst, ...counts] = walk(answers)
    t.same(counts, [
      answers.byAgent === true ? 2 : 1,
      isFirst === true ? 2 : 1,
      isFirst === true && answers.byAgent === true ? 1 : 0,
    ])
  }
})

t.test('whatever shape a condition has, the guide has words for it; and “all” is said of all', async (t) => {
  const { byAgent, lender } = { byAgent: { var: 'answers.byAgent' }, lender: { var: 'answers.lender' } }
  const bank = { '==': [lender, 'bank'] }
  const keys = leshanHousingFund.situations.map(({ key }) => key)
  const told: [{ when?: unknown; situations?: string[] }, string | undefined][] = [
    [{ when: { if: [byAgent, bank, false] } }, '选择“银行贷款”，且对“是否由他人代办？”回答“是”的'],
    [{ when: { '?:': [byAgent, true, false] } }, '对“是否由他人代办？”回答“是”的'],
    [{ when: { in: ['bank', [lender]] } }, '选择“银行贷款”的'],
    [{ when: { some: [[true], { '==': [{ var: '' }, true] }] } }, undefined],
    [{ when: { or: [{ '==': [byAgent, true] }, { '==': [byAgent, false] }] } }, undefined],
    [{ when: { '==': [{ var: 'applicant.type' }, 'natural'] } }, undefined],
    [{ situations: keys }, undefined],
    [{ situations: keys.slice(0, 1) }, '住房公积金贷款'],
    [{ situations: keys, when: bank }, /选择“银行贷款”的$/.source],
  ]
  for (const [part, words] of told) {
    const found = forWhom(leshanHousingFund, part)?.zh
    if (words?.endsWith('$') === true) t.match(found, new RegExp(words))
    else t.equal(found, words, JSON.stringify(part))
  }
})

t.test('the national tables say for whom steps and results are, and keep variants apart', async (t) => {
  const item = fullItem('甲')
  const [first = '', ...others] = item.situations.map(({ key }) => key)
  const otherWay = item.handling === 'onTheSpot' ? ('promised' as const) : ('onTheSpot' as const)
  const fee = { name: '工本费', standard: '10元', legalBasis: '办法第三条', reducible: false }
  const [step, ...steps] = item.procedure
  const document = {
    ...item,
    procedure: [{ ...step, title: '首办步骤', situations: [first] }, ...steps],
    results: [{ name: '证书', type: 'approval' as const, situations: [first] }],
    fees: { charged: true, items: [{ ...fee, situations: others }] },
    variants: [
      {
        variantCode: `${item.itemCode}01`,
        kind: 'new' as const,
        name: '首办',
        situations: [first],
        handling: otherWay,
      },
      { variantCode: `${item.itemCode}02`, kind: 'change' as const, name: '再办', situations: others },
    ],
  } as typeof item
  const wire = { document, version: 1, state: 'IN_USE', organisationName: '中心', places: [] }
  const cells = (name: 'up_task_general_basic' | 'up_task_general_extend', column: string) => {
    const at = WIRE_TABLES[name].columns.indexOf(column)
    return itemRows(name, wire, wireCodesOf(CHECK_CONTEXT.dictionaries)).map((row) => row.cells[at])
  }
  t.same(
    [first, others[0]].map((situation) => handlingIn(document, situation)),
    [otherWay, item.handling],
    'a variant is handled in its own way',
  )
  const [ownWay, itemsWay] = cells('up_task_general_basic', 'project_type')
  t.ok(ownWay !== undefined && ownWay !== itemsWay)
  const [flow, otherFlow] = cells('up_task_general_basic', 'handle_flow')
  t.match(flow, /首办步骤.*（适用：/)
  t.notMatch(otherFlow, /首办步骤/)
  t.same(cells('up_task_general_basic', 'is_fee'), ['0', '1'])
  t.same(cells('up_task_general_basic', 'fee_basis'), [undefined, '办法第三条'])
  t.match(cells('up_task_general_extend', 'result_name'), [/^证书（适用：/])
})
