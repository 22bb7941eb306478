import type { Text } from '../../shared/text.js'
import type { ItemDocument } from '../catalogue/item-document.js'
import {
  type Diagram,
  type LeafValue,
  nodesOf,
  withinBudget,
} from '../catalogue/questions/decision-diagram.js'
import { servedTypes } from '../catalogue/questions/for-whom.js'
import type { ApplicantType } from '../catalogue/questions/questionnaire.js'
import { conditionOf, type Whose, whoseOfTypes } from '../catalogue/questions/whose.js'
import type { BundleDocument } from './bundle-document.js'
import { keptOutcomes, type MemberItems, readSummary } from './bundle-members.js'

export interface BundleNeeds {
  /** For whom a member takes part. */
  takesPart(itemCode: string): Whose
  /** Who brings a paper that is this material of these members, but for what another member issues. */
  brings(papers: readonly Paper[]): Whose
  /** The member as far as the bundle's answers can lead into it: fixed answers leave out the rest. */
  reached(itemCode: string): ItemDocument | undefined
}
interface Paper {
  itemCode: string
  materialCode: string
}

/** Where it would take too long to look at every way to answer. */
const UNTOLD: Text = { zh: '视所办情形而定', en: 'depending on the answers' }

/**
 * What a bundle asks of whom (一件事适用情形), from the same diagrams that its checklist is resolved by: what its fixed
 * answers rule out, and what a member issues itself, is asked of nobody.
 */
export function bundleNeeds(bundle: BundleDocument, items: MemberItems): BundleNeeds {
  const outcomes = servedTypes(bundle).flatMap((type) => {
    const found = keptOutcomes(bundle, items, type)
    return found === undefined ? [] : [{ type, ...found }]
  })
  const isWhole = outcomes.length === servedTypes(bundle).length
  type Outcomes = (typeof outcomes)[number]
  const memberOf = ({ members }: Outcomes, itemCode: string): Diagram | undefined =>
    [...members].find(([member]) => member.itemCode === itemCode)?.[1]

  const whose = (diagramOf: (of: Outcomes) => Diagram): Whose => {
    const found = isWhole
      ? withinBudget(() =>
          outcomes.map((of): [ApplicantType, unknown] => [of.type, conditionOf(diagramOf(of))]),
        )
      : undefined
    return found === undefined ? UNTOLD : whoseOfTypes({ questions: bundle.questions }, found)
  }
  const isOf = (of: Outcomes, itemCode: string, holds: (value: LeafValue) => boolean): Diagram => {
    const diagram = memberOf(of, itemCode)
    const no = of.space.leaf(false)
    return diagram === undefined ? no : of.space.combine(diagram, no, (value) => holds(value))
  }
  const asks = (of: Outcomes, { itemCode, materialCode }: Paper): Diagram => {
    const asked = isOf(
      of,
      itemCode,
      (value) => readSummary(value)?.materials.includes(materialCode) ?? value === '?',
    )
    return issuersOf(bundle, itemCode, materialCode).reduce(
      (left, issuer) =>
        of.space.combine(
          left,
          isOf(of, issuer, (value) => value !== ''),
          (a, b) => a === true && b !== true,
        ),
      asked,
    )
  }
  return {
    takesPart: (itemCode) => whose((of) => isOf(of, itemCode, (value) => value !== '')),
    brings: (papers) =>
      whose((of) =>
        papers
          .map((paper) => asks(of, paper))
          .reduce((a, b) => of.space.combine(a, b, (one, other) => one === true || other === true)),
      ),
    reached: (itemCode) => {
      const document = items.get(itemCode)
      if (document === undefined || !isWhole) return document
      const leaves = outcomes.flatMap((of) => leavesOf(memberOf(of, itemCode)))
      return narrowed(document, leaves)
    },
  }
}

const issuersOf = ({ results = [] }: BundleDocument, itemCode: string, materialCode: string): string[] =>
  results
    .filter(
      (each) =>
        each.itemCode !== itemCode &&
        each.materials.some((one) => one.itemCode === itemCode && one.materialCode === materialCode),
    )
    .map((each) => each.itemCode)

const leavesOf = (diagram: Diagram | undefined): LeafValue[] =>
  diagram === undefined
    ? []
    : [...nodesOf([diagram])].filter(({ branch }) => branch === undefined).map(({ value }) => value)

/** Only what some way to answer comes to; what every way comes to is for everybody who does the item. */
function narrowed(document: ItemDocument, leaves: readonly LeafValue[]): ItemDocument | undefined {
  const taking = leaves.filter((value) => value !== '')
  if (taking.length === 0) return undefined
  const known = taking.flatMap((value) => readSummary(value) ?? [])
  if (known.length < taking.length) return document
  const situations = new Set(known.map(({ situation }) => situation))
  const variants = document.variants?.filter((variant) =>
    variant.situations.some((key) => situations.has(key)),
  )
  const only = variants?.length === 1 ? variants[0] : undefined
  const { variants: _all, ...rest } = document
  const kept = <T>(parts: readonly T[], indexes: (of: (typeof known)[number]) => readonly number[]): T[] =>
    parts.flatMap((part, index) => {
      const times = known.filter((of) => indexes(of).includes(index)).length
      if (times === 0) return []
      if (times < known.length || typeof part !== 'object' || part === null) return [part]
      const { situations: _in, when: _when, ...always } = part as T & { situations?: unknown; when?: unknown }
      return [always as T]
    })
  return {
    ...rest,
    ...(variants === undefined || only !== undefined ? {} : { variants }),
    limits: only?.limits ?? document.limits,
    handling: only?.handling ?? document.handling,
    fees: { ...document.fees, items: kept(document.fees.items, ({ fees }) => fees) },
    conditions: kept(document.conditions, ({ conditions }) => conditions),
    results: kept(document.results, ({ results }) => results),
    procedure: kept(document.procedure, ({ steps }) => steps),
    ...(document.parties === undefined ? {} : { parties: kept(document.parties, (of) => of.parties) }),
    materials: document.materials.filter(({ materialCode }) =>
      known.some(({ materials }) => materials.includes(materialCode)),
    ),
  }
}
