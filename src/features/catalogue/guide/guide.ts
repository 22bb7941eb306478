import { type Language, say, type Text } from '../../../shared/text.js'
import { codeTitle, type Dictionaries } from '../../dictionaries/dictionary.js'
import { DISCLOSURES, type Disclosure, type ItemDocument, type ItemMaterial } from '../item-document.js'
import { fileLink } from '../item-files.js'
import type { Guide, GuideBlock, GuideMaterial, GuideStep } from './guide-schemas.js'
import { colon, comma, countInWords, limitInWords, WORDS } from './guide-words.js'
import { partiesInWords } from './party-words.js'

/** What a guide tells beside the document. */
export interface GuideFacts {
  dictionaries: Dictionaries
  version: number
  effectiveFrom: string
  /** Of the item (事项状态); undefined where a guide is of several. */
  state?: Guide['state']
  /** 实施主体; undefined when it is no longer known. */
  organ?: { name: string; nameEn?: string | undefined } | undefined
}

type Part = Omit<GuideBlock, 'key' | 'title'>
type Limits = ItemDocument['limits']

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
  windowAuthority: windowsPart,
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

function legalPart(document: ItemDocument): Part {
  return {
    lines: document.legalBases.map(
      ({ name, article = '', text }) => `《${name}》${article}${text === undefined ? '' : `：${text}`}`,
    ),
    legalBases: document.legalBases.map(({ name, issuer, number, article, text, effectiveOn }) => ({
      name,
      ...present({ issuer, number, article, text, effectiveOn }),
    })),
  }
}

function conditionsPart(document: ItemDocument, language: Language): Part {
  const { quantityLimit } = document
  const label = language === 'zh' ? '数量限制：' : 'Quantity limit: '
  const conditions = [
    ...document.conditions,
    ...partiesInWords(document, language),
    ...(quantityLimit === undefined ? [] : [`${label}${quantityLimit}`]),
  ]
  return { lines: conditions, conditions }
}

function materialsPart(document: ItemDocument, language: Language): Part {
  const materials = document.materials.map((material) => guideMaterial(document, material, language))
  return {
    lines: materials.map(({ name, necessityTitle, count, situations, reason }) => {
      const when = [
        ...(situations ?? []).map(({ title }) => title),
        ...(reason === undefined ? [] : [reason]),
      ]
      return `${name}（${[necessityTitle, count].join(comma(language))}）${when.length === 0 ? '' : ` — ${when.join('、')}`}`
    }),
    materials,
  }
}

function guideMaterial(document: ItemDocument, material: ItemMaterial, language: Language): GuideMaterial {
  const { materialCode, necessity, originals, copies, format, source } = material
  const { paperSize, sourceNote, issuer, acceptanceStandard, fillingNotes, legalBasis } = material
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
    ...present({
      paperSize,
      sourceNote,
      issuer,
      acceptanceStandard,
      fillingNotes,
      legalBasis,
      situations,
      reason: material.reason && say(material.reason, language),
      blankForm: fileLink(document.itemCode, material.blankForm),
      filledSample: fileLink(document.itemCode, material.filledSample),
    }),
  }
}

function procedurePart(document: ItemDocument, language: Language): Part {
  const steps: GuideStep[] = document.procedure.map(
    ({ stage, role, limit, standard, result, ...step }, index) => ({
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
      ({ number, title, role, limit, standard, result }) =>
        `${number}. ${title}（${role}${limit === undefined ? '' : `，${limit}`}）：${standard}；${result}`,
    ),
    steps,
    results: document.results.map(({ name, sample, sampleFile }) => ({
      name,
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

function limitRows({ promised, statutory }: Limits, language: Language, variant?: string) {
  return (['promised', 'statutory'] as const).map((kind) => {
    const { amount, unit, notes } = kind === 'promised' ? promised : statutory
    return {
      kind,
      title: say(WORDS.limit[kind], language),
      amount,
      unit,
      text: limitInWords({ amount, unit }, language),
      ...present({ variant, notes, basis: kind === 'statutory' ? statutory.basis : undefined }),
    }
  })
}

function feesPart({ fees, intermediaries }: ItemDocument, language: Language): Part {
  return {
    lines: fees.charged
      ? fees.items.map((fee) => `${fee.name}${colon(language)}${fee.standard}（${fee.legalBasis}）`)
      : [language === 'zh' ? '不收费' : 'No fee'],
    charged: fees.charged,
    fees: fees.items.map(({ name, standard, legalBasis, reducible, reductionBasis }) => ({
      name,
      standard,
      legalBasis,
      reducible,
      ...present({ reductionBasis }),
    })),
    ...present({ intermediaries }),
  }
}

function windowsPart(document: ItemDocument, language: Language): Part {
  const windows = document.windows?.map(({ name, address, hours, telephone, directions, authority }) => ({
    name,
    address,
    hours,
    authority,
    authorityTitle: say(WORDS.authority[authority], language),
    ...present({ telephone, directions }),
  }))
  const channels = (['consultation', 'complaint'] as const).flatMap((kind) =>
    (kind === 'consultation' ? document.consultation : document.complaints).map((text) => ({
      kind,
      title: say(WORDS.channel[kind], language),
      text,
    })),
  )
  const ways = waysIn(document, language)
  return {
    lines: [
      document.windowAuthority,
      ...(windows ?? []).map((each) =>
        [each.name, each.authorityTitle, each.address, each.hours, each.telephone]
          .filter((part) => part !== undefined)
          .join(comma(language)),
      ),
      ...ways.map(({ title, text }) => `${title}${colon(language)}${text}`),
      ...channels.map(({ title, text }) => `${title}${colon(language)}${text}`),
    ],
    facts: ways,
    channels,
    ...present({ windows, faqs: document.faqs }),
  }
}

/** How often one must come and why (到办事现场次数), and what spares one the way (网办、预约、快递、自助终端). */
function waysIn({ visits, visitReason, services = {} }: ItemDocument, language: Language) {
  const why = visitReason === undefined ? '' : `（${visitReason}）`
  const yes = (isSo: boolean | undefined) =>
    isSo === true ? say({ zh: '支持', en: 'yes' }, language) : undefined
  const known: Known = [
    ['visits', { zh: '到现场次数', en: 'Visits needed' }, `${visits}${why}`],
    ['onlineUrl', { zh: '网上办理', en: 'Online' }, services.onlineUrl],
    ['mobileUrl', { zh: '移动端办理', en: 'On a phone' }, services.mobileUrl],
    ['appointment', { zh: '预约办理', en: 'By appointment' }, yes(services.appointment)],
    ['express', { zh: '物流快递', en: 'By courier' }, yes(services.express)],
    ['selfService', { zh: '自助终端办理', en: 'On a kiosk' }, yes(services.selfService)],
  ]
  return factsOf(known, language)
}

type Known = [key: string, title: Text, text: string | undefined][]

const factsOf = (known: Known, language: Language) =>
  known.flatMap(([key, title, text]) =>
    text === undefined ? [] : [{ key, title: say(title, language), text }],
  )

const inLanguage = (language: Language, chinese: string, english: string | undefined): string =>
  language === 'en' ? (english ?? chinese) : chinese

/** Without the members that are undefined: a guide leaves out what an item does not tell. */
function present<T extends object>(members: T) {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
