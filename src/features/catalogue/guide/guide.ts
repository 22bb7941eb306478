import { type Language, say } from '../../../shared/text.js'
import { codeTitle, type Dictionaries } from '../../dictionaries/dictionary.js'
import type { SharedMaterial, SharedMaterials } from '../../registers/shared-materials.js'
import { DISCLOSURES, type Disclosure, type ItemDocument, type ItemMaterial } from '../item-document.js'
import { fileLink } from '../item-files.js'
import { EVERYBODY, forWhom } from '../questions/for-whom.js'
import {
  asCited,
  conditionText,
  factsOf,
  inLanguage,
  type Known,
  type Part,
  present,
  whoseOf,
} from './guide-pieces.js'
import type { Guide, GuideBlock, GuideMaterial, GuideStep } from './guide-schemas.js'
import { type AuthorisedWindow, windowsPart } from './guide-windows.js'
import { colon, comma, countInWords, limitInWords, WORDS } from './guide-words.js'
import { partiesInWords } from './party-words.js'

interface Named {
  name: string
  nameEn?: string | undefined
}

/** What a guide tells beside the document. */
export interface GuideFacts {
  dictionaries: Dictionaries
  version: number
  effectiveFrom: string
  /** Of the item (事项状态); undefined where a guide is of several. */
  state?: Guide['state']
  /** Windows with their authority, of the register; undefined: as the record tells them. */
  windows?: readonly AuthorisedWindow[] | undefined
  /** 实施主体; undefined when it is no longer known. */
  organ?: Named | undefined
  /** Where the organ only examines (初审转报): who decides. */
  deciders?: readonly Named[]
  /** What registers that are connected give in place of materials (数据共享免提交); absent: nothing. */
  shared?: SharedMaterials
}

type Limits = ItemDocument['limits']

/** 转报: where an application is taken back, that nobody looks for the act at the organ that has done with it. */
const WITHDRAWAL = {
  zh: '初审期间向本机关提出；转报后由上级机关收件，在其作出决定前向该机关提出',
  en: 'At this organ while it examines; once forwarded at the organ above, when it has taken the file in and before it decides',
} as const

/** The guide of an item version (办事指南): its eight disclosures in their order, in words and structured. */
export function makeGuide(document: ItemDocument, facts: GuideFacts, language: Language): Guide {
  const organ =
    facts.organ === undefined ? undefined : inLanguage(language, facts.organ.name, facts.organ.nameEn)
  return {
    itemCode: document.itemCode,
    version: facts.version,
    name: inLanguage(language, document.name, document.nameEn),
    effectiveFrom: facts.effectiveFrom,
    ...present({ state: facts.state, organ }),
    blocks: guideBlocks(document, facts, language),
  }
}

const PARTS: Record<Disclosure, (document: ItemDocument, language: Language, facts: GuideFacts) => Part> = {
  name: namePart,
  legalBasis: legalPart,
  conditions: conditionsPart,
  materials: materialsPart,
  procedure: procedurePart,
  limit: limitPart,
  fees: feesPart,
  windowAuthority: (document, language, { windows }) => windowsPart(document, language, windows),
}

/** The eight disclosures (项目八公开), in their fixed order. */
function guideBlocks(document: ItemDocument, facts: GuideFacts, language: Language): GuideBlock[] {
  return (Object.keys(DISCLOSURES) as Disclosure[]).map((key) => ({
    key,
    title: say(DISCLOSURES[key], language),
    ...PARTS[key](document, language, facts),
  }))
}

function namePart(document: ItemDocument, language: Language, facts: GuideFacts): Part {
  const known: Known = [
    ['itemCode', { zh: '实施编码', en: 'Code' }, document.itemCode],
    [
      'organ',
      { zh: '实施主体', en: 'Organ' },
      facts.organ && inLanguage(language, facts.organ.name, facts.organ.nameEn),
    ],
    [
      'deciders',
      { zh: '决定机关（本机关初审后转报）', en: 'Decided by, after this organ has examined' },
      facts.deciders?.map((each) => inLanguage(language, each.name, each.nameEn)).join(comma(language)) ||
        undefined,
    ],
    [
      'withdrawal',
      { zh: '撤回申请', en: 'To take the application back' },
      (facts.deciders ?? []).length === 0 ? undefined : say(WITHDRAWAL, language),
    ],
    [
      'type',
      { zh: '事项类型', en: 'Type' },
      codeTitle(facts.dictionaries, 'itemType', document.type, language),
    ],
    ['handling', { zh: '办件类型', en: 'Handling' }, say(WORDS.handling[document.handling], language)],
    [
      'audiences',
      { zh: '服务对象', en: 'For' },
      document.audiences
        .map((code) => codeTitle(facts.dictionaries, 'audience', code, language))
        .join(comma(language)),
    ],
    [
      'variants',
      { zh: '业务办理项', en: 'Variants' },
      document.variants?.map((each) => inLanguage(language, each.name, each.nameEn)).join(comma(language)),
    ],
    ['version', { zh: '版本', en: 'Version' }, String(facts.version)],
    ['effectiveFrom', { zh: '施行日期', en: 'In force from' }, facts.effectiveFrom],
    ['remarks', { zh: '备注', en: 'Remarks' }, document.remarks],
  ]
  return {
    lines: [document.name, ...(document.nameEn === undefined ? [] : [document.nameEn])],
    facts: factsOf(known, language),
  }
}

function legalPart(document: ItemDocument, language: Language): Part {
  return {
    lines: document.legalBases.map(
      ({ name, article = '', text, toVerify }) =>
        `${asCited(`《${name}》${article}`, toVerify, language)}${text === undefined ? '' : `：${text}`}`,
    ),
    legalBases: document.legalBases.map(({ name, kind: _kind, ...more }) => ({
      name,
      ...present(more),
    })),
  }
}

function conditionsPart(document: ItemDocument, language: Language): Part {
  const { quantityLimit } = document
  const label = language === 'zh' ? '数量限制：' : 'Quantity limit: '
  const conditions = [
    ...document.conditions.map((each) => conditionText(document, each, language)),
    ...partiesInWords(document, language),
    ...(quantityLimit === undefined ? [] : [`${label}${quantityLimit}`]),
  ]
  return { lines: conditions, conditions }
}

function materialsPart(document: ItemDocument, language: Language, { shared }: GuideFacts): Part {
  const materials = document.materials.map((material) =>
    guideMaterial(document, material, language, shared?.(document.itemCode, material.materialCode)),
  )
  return {
    lines: materials.map(({ name, necessityTitle, count, everybody, forWhom: whose, reason, fetched }) => {
      const why = reason === undefined ? '' : `（${reason}）`
      const tail = everybody ? reason : `${whose}${why}`
      const told = [tail, fetched].filter((each) => each !== undefined).map((each) => ` — ${each}`)
      return `${name}（${[necessityTitle, count].join(comma(language))}）${told.join('')}`
    }),
    materials,
  }
}

function guideMaterial(
  document: ItemDocument,
  material: ItemMaterial,
  language: Language,
  shared: SharedMaterial | undefined,
): GuideMaterial {
  const { materialCode, necessity, originals, copies, format, source } = material
  const { paperSize, sourceNote, issuer, acceptanceStandard, fillingNotes, legalBasis } = material
  const whose = forWhom(document, material)
  const situations = material.situations?.map((key) => {
    const situation = document.situations.find((each) => each.key === key)
    return { key, title: inLanguage(language, situation?.title ?? key, situation?.titleEn) }
  })
  return {
    materialCode,
    name: inLanguage(language, material.name, material.nameEn),
    necessity,
    necessityTitle: say(WORDS.necessity[necessity], language),
    originals,
    copies,
    count: countInWords(originals, copies, language),
    format,
    formatTitle: say(WORDS.format[format], language),
    source,
    sourceTitle: say(WORDS.source[source], language),
    everybody: whose === undefined,
    forWhom: say(whose ?? EVERYBODY, language),
    ...present({
      paperSize,
      sourceNote,
      issuer,
      acceptanceStandard,
      fillingNotes,
      legalBasis: legalBasis && asCited(legalBasis, material.toVerify, language),
      toVerify: material.toVerify,
      situations,
      reason: material.reason && say(material.reason, language),
      fetched: shared && say(shared.reason, language),
      blankForm: fileLink(document.itemCode, material.blankForm),
      filledSample: fileLink(document.itemCode, material.filledSample),
    }),
  }
}

function procedurePart(document: ItemDocument, language: Language): Part {
  const steps: GuideStep[] = document.procedure.map(
    ({ stage, role, limit, standard, result, ...step }, index) => ({
      ...whoseOf(document, step, language),
      number: index + 1,
      title: inLanguage(language, step.title, step.titleEn),
      role,
      standard,
      result,
      ...present({ stage, stageTitle: stage && say(WORDS.stage[stage], language), limit }),
    }),
  )
  return {
    lines: steps.map(
      ({ number, title, role, limit, standard, result, forWhom: whose }) =>
        `${number}. ${title}（${[role, limit, whose].filter((each) => each !== undefined).join('，')}）：${standard}；${result}`,
    ),
    steps,
    results: document.results.map(({ name, sample, sampleFile, ...result }) => ({
      name,
      ...whoseOf(document, result, language),
      ...present({ sample, sampleFile: fileLink(document.itemCode, sampleFile) }),
    })),
  }
}

function limitPart(document: ItemDocument, language: Language, { dictionaries }: GuideFacts): Part {
  const variants = (document.variants ?? []).flatMap(({ limits, ...variant }) =>
    limits === undefined
      ? []
      : limitRows(limits, language, inLanguage(language, variant.name, variant.nameEn)),
  )
  const limits = [...limitRows(document.limits, language), ...variants]
  const specialProcedures = document.specialProcedures.map(({ kind, days, basis, organ }) => ({
    kind,
    title: codeTitle(dictionaries, 'specialProcedure', kind, language),
    days,
    basis,
    ...present({ organ }),
  }))
  return {
    lines: [
      ...limits.map(({ title, variant, text, notes, basis }) => {
        const more = [notes, basis].filter((each) => each !== undefined)
        return `${variant === undefined ? '' : `${variant} · `}${title}${colon(language)}${text}${more.length === 0 ? '' : `（${more.join('；')}）`}`
      }),
      ...specialProcedures.map(({ title, days, basis }) =>
        language === 'zh'
          ? `特别程序：${title}，${days}日，不计入时限（${basis}）`
          : `Special procedure: ${title}, ${days} days, which do not count（${basis}）`,
      ),
    ],
    limits,
    specialProcedures,
  }
}

type GuideLimit = NonNullable<GuideBlock['limits']>[number]

function limitRows({ promised, statutory }: Limits, language: Language, variant?: string): GuideLimit[] {
  const row = (
    kind: 'promised' | 'statutory',
    { amount, unit, notes }: Limits['promised'],
    basis?: string,
  ) => ({
    kind,
    title: say(WORDS.limit[kind], language),
    amount,
    unit,
    text: limitInWords({ amount, unit }, language),
    ...present({ variant, notes, basis }),
  })
  const none = (reason: string) => ({
    kind: 'statutory' as const,
    title: say(WORDS.limit.statutory, language),
    text: say(WORDS.limit.none, language),
    ...present({ variant, notes: reason }),
  })
  return [
    row('promised', promised),
    'none' in statutory
      ? none(statutory.none)
      : row('statutory', statutory, asCited(statutory.basis, statutory.toVerify, language)),
  ]
}

function feesPart(document: ItemDocument, language: Language): Part {
  const { fees, intermediaries } = document
  const items = fees.items.map(({ standard, legalBasis, reducible, reductionBasis, ...fee }) => ({
    name: inLanguage(language, fee.name, fee.nameEn),
    ...whoseOf(document, fee, language),
    standard,
    legalBasis,
    reducible,
    ...present({
      reductionBasis,
      reductions: fee.reductions?.map((each) => ({
        name: inLanguage(language, each.name, each.nameEn),
        percent: each.percent,
        basis: each.basis,
        forWhom: say(forWhom(document, each) ?? EVERYBODY, language),
      })),
    }),
  }))
  return {
    lines: fees.charged
      ? items.map(
          ({ name, standard, legalBasis, forWhom: whose }) =>
            `${name}${colon(language)}${standard}（${legalBasis}）${whose === undefined ? '' : ` — ${whose}`}`,
        )
      : [language === 'zh' ? '不收费' : 'No fee'],
    charged: fees.charged,
    fees: items,
    ...present({ intermediaries }),
  }
}
