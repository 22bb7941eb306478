import fc from 'fast-check'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { foodBusinessLicence } from './sample.js'

// Items with made-up questions, and a slow, obvious way to say what the answers to them mean. Nothing of the resolver is
// used: conditions are trees of their own, of which JSON Logic is written.

export type World = Record<string, string | boolean>
export type Applicant = 'natural' | 'legal'

type Condition =
  | { kind: 'is'; key: string; value: string | boolean }
  | { kind: 'natural' }
  | { kind: 'not'; of: Condition }
  | { kind: 'and' | 'or'; of: Condition[] }

interface Asking {
  key: string
  values: (string | boolean)[]
  when: Condition | undefined
}

export interface GeneratedItem {
  document: ItemDocument
  questions: Asking[]
  situations: { key: string; when: Condition }[]
  materials: { code: string; situations: string[] | undefined; when: Condition | undefined }[]
  /** Questions at whose answers a rule of the form looks. */
  ruled: string[]
}

function logic(condition: Condition): unknown {
  if (condition.kind === 'is') return { '==': [{ var: `answers.${condition.key}` }, condition.value] }
  if (condition.kind === 'natural') return { '==': [{ var: 'applicant.type' }, 'natural'] }
  if (condition.kind === 'not') return { '!': [logic(condition.of)] }
  return { [condition.kind]: condition.of.map(logic) }
}

function truth(condition: Condition, answerOf: (key: string) => unknown, applicant: Applicant): boolean {
  if (condition.kind === 'is') return answerOf(condition.key) === condition.value
  if (condition.kind === 'natural') return applicant === 'natural'
  if (condition.kind === 'not') return !truth(condition.of, answerOf, applicant)
  if (condition.kind === 'and') return condition.of.every((each) => truth(each, answerOf, applicant))
  return condition.of.some((each) => truth(each, answerOf, applicant))
}

function conditionOn(questions: Pick<Asking, 'key' | 'values'>[]): fc.Arbitrary<Condition> {
  const atoms: fc.Arbitrary<Condition>[] = [fc.constant({ kind: 'natural' as const })]
  for (const { key, values } of questions)
    atoms.push(fc.constantFrom(...values).map((value) => ({ kind: 'is' as const, key, value })))
  // The kind of applicant comes up seldom, so that most conditions are about answers.
  const atom =
    atoms.length === 1 ? (atoms[0] as fc.Arbitrary<Condition>) : fc.oneof(...atoms.slice(1), ...atoms)
  const several = fc.array(atom, { minLength: 2, maxLength: 3 })
  return fc.oneof(
    atom,
    atom.map((of) => ({ kind: 'not' as const, of })),
    several.map((of) => ({ kind: 'and' as const, of })),
    several.map((of) => ({ kind: 'or' as const, of })),
  )
}

const yesNo: (string | boolean)[] = [true, false]

/** Questions that depend on each other in any direction but a circle; situations that partition; materials; a rule. */
export const generatedItem: fc.Arbitrary<GeneratedItem> = fc
  .tuple(
    fc.array(fc.constantFrom(yesNo, ['a', 'b'], ['a', 'b', 'c']), { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
  )
  .chain(([lists, ranks]) => {
    const bare = lists.map((values, index) => ({ key: `q${index}`, values }))
    const ranked = bare.map((each, index) => ({ each, rank: ranks[index] ?? 0 }))
    const earlier = (key: string) => {
      const own = ranked.findIndex(({ each }) => each.key === key)
      return ranked
        .filter((other, index) => {
          const mine = ranked[own]
          return mine !== undefined && (other.rank < mine.rank || (other.rank === mine.rank && index < own))
        })
        .map(({ each }) => each)
    }
    const questions = fc.tuple(
      ...bare.map(({ key, values }) =>
        fc.option(conditionOn(earlier(key)), { nil: undefined }).map((when) => ({ key, values, when })),
      ),
    )
    const condition = conditionOn(bare)
    return fc.record({
      questions,
      splits: fc.array(condition, { maxLength: 3 }),
      materials: fc.array(
        fc.record({
          picks: fc.option(fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }), { nil: undefined }),
          when: fc.option(condition, { nil: undefined }),
        }),
        { maxLength: 4 },
      ),
      ruled: fc.subarray(
        bare.map(({ key }) => key),
        { maxLength: 1 },
      ),
    })
  })
  .map(({ questions, splits, materials, ruled }) => {
    const nots = (until: number) => splits.slice(0, until).map((of) => ({ kind: 'not' as const, of }))
    const situations = [...splits, undefined].map((split, index) => ({
      key: `s${index}`,
      when: { kind: 'and' as const, of: [...nots(index), ...(split === undefined ? [] : [split])] },
    }))
    return assemble({
      questions,
      situations,
      materials: materials.map(({ picks, when }, index) => ({
        code: `m${index}`,
        situations: picks?.map((pick) => `s${pick % situations.length}`),
        when,
      })),
      ruled,
    })
  })

function assemble(item: Omit<GeneratedItem, 'document'>): GeneratedItem {
  const conditional = (when: Condition | undefined) => (when === undefined ? {} : { when: logic(when) })
  const [basis] = foodBusinessLicence.materials
  if (basis === undefined) throw new Error('the sample has no material')
  const document: ItemDocument = {
    ...foodBusinessLicence,
    questions: item.questions.map(({ key, values, when }) => ({
      key,
      title: `问题${key}`,
      ...(values === yesNo
        ? {}
        : { options: values.map((value) => ({ value: `${value}`, title: `选项${value}` })) }),
      ...conditional(when),
    })),
    // An `and` of nothing holds.
    situations: item.situations.map(({ key, when }) => ({
      key,
      title: key,
      when: when.kind === 'and' && when.of.length === 0 ? true : logic(when),
    })),
    materials: item.materials.map(({ code, situations, when }) => ({
      ...basis,
      materialCode: code,
      ...(situations === undefined ? {} : { situations }),
      ...conditional(when),
    })),
    rules: item.ruled.map((key) => ({
      key: `rule-${key}`,
      must: { '!=': [{ var: `answers.${key}` }, 'nothing'] },
      pointer: '/form/employees',
      message: { zh: '规则', en: 'rule' },
    })),
  }
  return { ...item, document }
}

/** Every way to answer every question, asked or not. */
export function worldsOf({ questions }: Pick<GeneratedItem, 'questions'>): World[] {
  return questions.reduce<World[]>(
    (worlds, { key, values }) =>
      worlds.flatMap((world) => values.map((value) => ({ ...world, [key]: value }))),
    [{}],
  )
}

export interface Truth {
  asked: string[]
  situations: string[]
  materials: string[]
  ruled: (string | boolean | undefined)[]
}

/** What is so in a world: who is asked what, which situations fit, what is brought. */
export function truthOf(item: GeneratedItem, world: World, applicant: Applicant): Truth {
  const isAsked = (key: string): boolean => {
    const question = item.questions.find((each) => each.key === key)
    return (
      question !== undefined && (question.when === undefined || truth(question.when, answerOf, applicant))
    )
  }
  const answerOf = (key: string) => (isAsked(key) ? world[key] : undefined)
  const situations = item.situations
    .filter(({ when }) => truth(when, answerOf, applicant))
    .map(({ key }) => key)
  return {
    asked: item.questions.filter(({ key }) => isAsked(key)).map(({ key }) => key),
    situations,
    materials: item.materials
      .filter((each) => each.situations === undefined || each.situations.includes(situations[0] ?? ''))
      .filter(({ when }) => when === undefined || truth(when, answerOf, applicant))
      .map(({ code }) => code),
    ruled: item.ruled.map(answerOf),
  }
}
