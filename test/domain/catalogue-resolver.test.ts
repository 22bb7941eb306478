import fc from 'fast-check'
import t from 'tap'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import {
  holds,
  relevantQuestions,
  resolveChecklist,
} from '../../src/features/catalogue/questions/checklist.js'
import {
  type Applicant,
  type GeneratedItem,
  generatedItem,
  type Truth,
  truthOf,
  type World,
  worldsOf,
} from '../helpers/generated-items.js'
import { foodBusinessLicence, leshanHousingFund, SAMPLE_ITEMS } from '../helpers/sample.js'

const APPLICANTS: Applicant[] = ['natural', 'legal']

interface Known {
  world: World
  truth: Truth
}

const outcome = ({ situations, materials, ruled }: Truth): string =>
  JSON.stringify([situations, materials, ruled])

const agrees = (world: World, answers: World): boolean =>
  Object.entries(answers).every(([key, value]) => world[key] === value)

const found = (document: ItemDocument, applicant: Applicant, answers: World) => {
  const checklist = resolveChecklist(document, applicant, answers)
  return checklist.kind === 'questions'
    ? { questions: checklist.questions.map(({ key }) => key), order: checklist.order }
    : {
        situation: checklist.situation.key,
        materials: checklist.materials.map(({ material }) => material.materialCode),
      }
}

/** Whether the answer to a question can change what comes out, by trying every pair of worlds. */
const matters = (worlds: Known[], key: string): boolean => {
  const groups = new Map<string, Set<string>>()
  for (const { world, truth } of worlds) {
    const others = JSON.stringify({ ...world, [key]: undefined })
    groups.set(others, (groups.get(others) ?? new Set()).add(outcome(truth)))
  }
  return [...groups.values()].some((outcomes) => outcomes.size > 1)
}

/** What is open in some worlds: situations but one, and what some bring or answer and some not; what goes together, once. */
const openIn = (item: GeneratedItem, worlds: Known[]): number => {
  const situations = new Set(worlds.map(({ truth }) => truth.situations[0])).size - 1
  const patterns = new Set<string>()
  const note = (pattern: unknown[]): void => {
    if (new Set(pattern).size > 1) patterns.add(JSON.stringify(pattern.map((each) => each ?? null)))
  }
  for (const { code } of item.materials) note(worlds.map(({ truth }) => truth.materials.includes(code)))
  for (const index of item.ruled.keys()) note(worlds.map(({ truth }) => truth.ruled[index]))
  return situations + patterns.size
}

const openAfter = (item: GeneratedItem, worlds: Known[], key: string): number => {
  const values = item.questions.find((question) => question.key === key)?.values ?? []
  const open = values.map((value) =>
    openIn(
      item,
      worlds.filter(({ world }) => world[key] === value),
    ),
  )
  return open.reduce((sum, each) => sum + each, 0) / values.length
}

const RUNS = { numRuns: 150 }

t.test(
  'every combination of answers reaches exactly one situation, and what the obvious way finds',
  async () => {
    fc.assert(
      fc.property(generatedItem, fc.constantFrom(...APPLICANTS), (item, applicant) => {
        for (const world of worldsOf(item)) {
          const truth = truthOf(item, world, applicant)
          t.equal(truth.situations.length, 1)
          // Stale answers are in every world: all questions are answered, asked or not.
          const { situation, materials } = found(item.document, applicant, world)
          if (
            situation !== truth.situations[0] ||
            JSON.stringify(materials) !== JSON.stringify(truth.materials)
          )
            throw new Error(`${JSON.stringify(world)}: ${situation} ${materials} for ${outcome(truth)}`)
          const asked = Object.fromEntries(truth.asked.map((key) => [key, world[key]])) as World
          const fewer = found(item.document, applicant, asked)
          if (JSON.stringify(fewer) !== JSON.stringify({ situation, materials }))
            throw new Error('an answer to a question that is not asked moved something')
          const relevant = relevantQuestions(item.document, {
            answers: world,
            applicant: { type: applicant },
          })
          if (JSON.stringify(relevant.map(({ key }) => key)) !== JSON.stringify(truth.asked))
            throw new Error(`asked ${relevant.map(({ key }) => key)}, not ${truth.asked}`)
        }
      }),
      RUNS,
    )
  },
)

t.test('asked one by one: only what matters, the best first, and always the same end', async () => {
  fc.assert(
    fc.property(generatedItem, fc.constantFrom(...APPLICANTS), fc.nat(), (item, applicant, pick) => {
      const all = worldsOf(item).map((world) => ({ world, truth: truthOf(item, world, applicant) }))
      const { world, truth } = all[pick % all.length] as Known
      let answers: World = {}
      for (;;) {
        const here = all.filter((each) => agrees(each.world, answers))
        const next = found(item.document, applicant, answers)
        if (next.questions === undefined) {
          // What was never asked can be answered either way.
          if (new Set(here.map((each) => outcome(each.truth))).size !== 1)
            throw new Error(`decided too early after ${JSON.stringify(answers)}`)
          if (next.situation !== truth.situations[0] || `${next.materials}` !== `${truth.materials}`)
            throw new Error(
              `${JSON.stringify(next)} and not ${outcome(truth)} after ${JSON.stringify(answers)}`,
            )
          return
        }
        const expected = item.questions
          .map(({ key }) => key)
          .filter((key) => answers[key] === undefined)
          .filter((key) => here.every((each) => each.truth.asked.includes(key)) && matters(here, key))
          .map((key) => ({ key, open: openAfter(item, here, key) }))
          .toSorted((a, b) => a.open - b.open)
          .map(({ key }) => key)
        if (`${next.questions}` !== `${expected}` || next.order !== 'best')
          throw new Error(`asks ${next.questions} and not ${expected} after ${JSON.stringify(answers)}`)
        const [key] = expected
        if (key === undefined) throw new Error('asks nothing and is not done')
        // The last goes first: the order of the keys must not matter.
        answers = { [key]: world[key] as string, ...answers }
      }
    }),
    RUNS,
  )
})

t.test('the sample items: every combination, all at once and one by one', async (t) => {
  let seen = 0
  for (const document of SAMPLE_ITEMS) {
    const questions = document.questions.map(({ key, options }) => ({
      key,
      values: options?.map(({ value }) => value as string | boolean) ?? [true, false],
      when: undefined,
    }))
    for (const applicant of APPLICANTS) {
      for (const world of worldsOf({ questions })) {
        const all = found(document, applicant, world)
        let answers: World = {}
        for (let step = found(document, applicant, answers); step.questions !== undefined; ) {
          const [key = ''] = step.questions
          answers = { ...answers, [key]: world[key] as string }
          step = found(document, applicant, answers)
        }
        seen += 1
        t.same(found(document, applicant, answers), all, `${document.name} ${JSON.stringify(world)}`)
      }
    }
  }
  t.ok(seen > SAMPLE_ITEMS.length * 2, `${seen} combinations`)
})

t.test('Leshan: the lender first, and the reasons in words', async (t) => {
  t.same(found(leshanHousingFund, 'natural', {}), { questions: ['lender', 'byAgent'], order: 'best' })
  t.same(found(leshanHousingFund, 'natural', { lender: 'bank' }).questions, ['withdrawal', 'byAgent'])
  const later = resolveChecklist(leshanHousingFund, 'natural', {
    byAgent: true,
    withdrawal: 'later',
    lender: 'bank',
  })
  t.match(later, {
    kind: 'checklist',
    situation: { key: 'bank-loan-later' },
    reason: {
      zh: '因为您选择了“银行贷款”，且您选择了“第二次及以后支取”',
      en: 'Because you answered “a commercial bank” to “Who lent you the money for your home?” and you answered “the second or a later one” to “Is this your first withdrawal?”',
    },
  })
  if (later.kind !== 'checklist') return
  const reasonOf = (code: string) =>
    later.materials.find(({ material }) => material.materialCode === code)?.reason.zh
  t.equal(reasonOf('identity-card'), '所有申请人均需提供')
  t.equal(reasonOf('repayment-passbook'), '因为您选择了“银行贷款”', 'whichever withdrawal it is')
  t.equal(reasonOf('mandate'), '因为由他人代办', 'the written reason goes before')
})

t.test('a reason names who applies only where it makes a difference', async (t) => {
  const item = structuredClone(foodBusinessLicence)
  const [first, second, third] = item.materials
  if (first === undefined || second === undefined || third === undefined) throw new Error('too few materials')
  item.questions = [{ key: 'chain', title: '是否连锁？', titleEn: 'Is it a chain?' }]
  const chain = { '==': [{ var: 'answers.chain' }, true] }
  const legal = { '==': [{ var: 'applicant.type' }, 'legal'] }
  first.when = legal
  second.when = { or: [legal, chain] }
  third.when = { or: [{ '!': [legal] }, legal] }
  const reasons = (type: Applicant, isChain: boolean) => {
    const checklist = resolveChecklist(item, type, { chain: isChain })
    if (checklist.kind !== 'checklist') return {}
    return Object.fromEntries(
      checklist.materials.map(({ material, reason }) => [material.materialCode, reason.zh]),
    )
  }
  t.match(reasons('legal', false), {
    [first.materialCode]: '因为申请人是企业或者其他组织',
    [second.materialCode]: '因为申请人是企业或者其他组织',
    [third.materialCode]: '所有申请人均需提供',
  })
  t.match(reasons('natural', true), { [second.materialCode]: '因为您对“是否连锁？”回答“是”' })
  t.notOk(first.materialCode in reasons('natural', true))
})

t.test('a condition that cannot be reckoned does not hold', async (t) => {
  for (const condition of [{ '<': [{ var: 'answers.x' }, 1] }, { '+': ['word', 1] }, { '<': ['word', 1] }])
    t.equal(holds(condition, { answers: { x: 'word' } }), false, JSON.stringify(condition))
})

/** Thirty questions of two answers, each asked: a billion ways to answer. */
function monster(independent: boolean): ItemDocument {
  const item = structuredClone(foodBusinessLicence)
  const [basis] = item.materials
  if (basis === undefined) throw new Error('the sample has no material')
  const keys = Array.from({ length: 30 }, (_, index) => `q${index}`)
  const yes = (key: string) => ({ '==': [{ var: `answers.${key}` }, true] })
  item.questions = keys.map((key) => ({ key, title: `问题${key}` }))
  if (independent)
    item.materials = keys.map((key) => ({ ...basis, materialCode: `for-${key}`, when: yes(key) }))
  else {
    item.situations = [
      { key: 'all', title: '全是', when: { and: keys.map(yes) } },
      { key: 'some', title: '其他', when: { '!': [{ and: keys.map(yes) }] } },
    ]
  }
  return item
}

t.test('thirty questions: a billion combinations take no exponential time', async (t) => {
  const apart = monster(true)
  const asked = found(apart, 'natural', {})
  t.equal(asked.order, 'best', 'outcomes that do not touch each other are looked at one by one')
  t.equal(asked.questions?.length, 30)

  const together = monster(false)
  let answers: World = {}
  let rounds = 0
  const orders = new Set<string>()
  for (let step = found(together, 'natural', answers); step.questions !== undefined; rounds += 1) {
    if (step.order !== undefined) orders.add(step.order)
    const [key = ''] = step.questions
    answers = { ...answers, [key]: true }
    step = found(together, 'natural', answers)
  }
  t.same([...orders], ['document', 'best'], 'in the order of the document until few enough are left')
  t.equal(rounds, 30)
  t.match(found(together, 'natural', answers), { situation: 'all' })
  const early = found(together, 'natural', {
    ...Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`q${index}`, false])),
  })
  t.match(early, { situation: 'some' }, 'what cannot change anything any more is not asked')
})
