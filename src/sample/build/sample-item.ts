import type { ItemDocument } from '../../features/catalogue/item-document.js'
import { makeImplementationCode } from '../../shared/codes/item-code.js'
import { placesOf, type WindowLevels } from '../centres.js'
import { organOf } from '../organisations.js'
import { titleOf } from './laws.js'
import { mandate } from './materials.js'
import { procedureOf } from './procedure.js'
import { BY_AGENT, type Matter, matterTitle, situation } from './questions.js'
import { legalTheme, naturalTheme } from './themes.js'

type Document = ItemDocument
type Limits = Document['limits']

/** What an item says for itself; the builder adds what is the same for all. */
export interface SampleItem
  extends Pick<
      Document,
      'name' | 'nameEn' | 'synonyms' | 'type' | 'legalBases' | 'conditions' | 'materials' | 'form'
    >,
    Partial<
      Pick<
        Document,
        | 'audiences'
        | 'jointOrgans'
        | 'powerSource'
        | 'entrustedBy'
        | 'scope'
        | 'quantityLimit'
        | 'questions'
        | 'situations'
        | 'rules'
        | 'intermediaries'
        | 'specialProcedures'
        | 'faqs'
        | 'remarks'
        | 'citedClocks'
        | 'correctionDays'
        | 'parties'
      >
    > {
  nameEn: string
  /** Credit code of the organ. */
  organ: string
  /** Five digits of the main item within its type; made up. */
  serial: string
  /** Names of themes (主题分类). */
  themes: { natural?: string[]; legal?: string[] }
  /** What the windows may do with the item (窗口权限). */
  windows: WindowLevels
  statutory: Limits['statutory']
  /** In the unit of the statutory limit; 0: on the spot. */
  promised: number
  promisedNotes?: string
  variants?: { kind: Matter; situations: string[]; promised?: number }[]
  /** No item that somebody must see to in person may be handed to another; true when absent. */
  agent?: boolean
  /** Why the applicant must come once; absent: not at all. */
  visit?: string
  fees?: Document['fees']['items']
  result: string
  resultType?: 'certificate' | 'approval' | 'other'
  /** What the reviewer looks at. */
  review?: string
  /** Steps of this item alone, between review and decision (公示, 民主评议 …). */
  more?: Document['procedure']
}

export interface SampleEntry {
  document: Document
  windows: WindowLevels
}

/** A whole record (实施清单). Codes are made up, with right layouts and check characters. */
export function sampleItem(item: SampleItem): SampleEntry {
  const organ = organOf(item.organ)
  const basicCode = `51${item.type}${item.serial}000`
  const itemCode = makeImplementationCode(item.organ, organ.level, basicCode)
  const onTheSpot = item.promised === 0
  const agent = item.agent ?? true
  const places = placesOf(item.windows)
  const document: Document = {
    itemCode,
    basicCode,
    organisationCode: item.organ,
    organNature: organ.nature,
    powerSource: item.powerSource ?? '1',
    name: item.name,
    nameEn: item.nameEn,
    synonyms: item.synonyms,
    type: item.type,
    level: organ.level,
    handling: onTheSpot ? 'onTheSpot' : 'promised',
    handlingForms: item.visit === undefined ? ['1', '2', '3', '4'] : ['1', '2'],
    ...audienceOf(item),
    scope: item.scope ?? '4',
    legalBases: item.legalBases,
    conditions: item.conditions,
    ...variantsOf(item, itemCode),
    questions: [...(item.questions ?? []), ...(agent ? [BY_AGENT] : [])],
    situations: item.situations ?? [situation('general', ['一般情形', 'general'])],
    materials: [...item.materials, ...(agent ? [mandate] : [])].map((material) => ({
      legalBasis: item.legalBases.map(titleOf)[0] ?? '',
      ...material,
    })),
    procedure: procedureOf(item, organ.shortName),
    fees: {
      charged: item.fees !== undefined,
      onlinePayment: item.fees !== undefined,
      items: item.fees ?? [],
    },
    limits: limitsOf(item, item.promised),
    windowAuthority: authorityInWords(places, organ.shortName),
    windows: places,
    visits: item.visit === undefined ? 0 : 1,
    online: true,
    services: {
      onlineDepth: item.visit === undefined ? '6' : '3',
      appointment: true,
      express: true,
      selfService: onTheSpot,
      inCentre: true,
      singleSignOn: true,
    },
    results: [
      { name: item.result, type: item.resultType ?? 'certificate', sample: `${item.result}（样本）` },
    ],
    consultation: places.map((place) => `${place.name}：${place.telephone}`),
    complaints: ['监督电话：12345', `${organ.shortName}投诉电话：0833-2100315`],
    specialProcedures: item.specialProcedures ?? [],
    faqs: [...(item.faqs ?? []), agent ? AGENT_FAQ : IN_PERSON_FAQ],
    workflow: onTheSpot ? 'on-the-spot' : 'two-step',
    form: item.form,
    rules: item.rules ?? [],
    parties: [...(item.parties ?? []), agent ? BY_MANDATE : IN_PERSON],
    remarks: ['编码为示例。', item.remarks ?? ''].join(''),
    ...given(item),
  }
  return { document, windows: item.windows }
}

/** An agent has a mandate (委托书); what the law wants done in person knows none. */
const BY_MANDATE = { role: 'representative', min: 0, max: 1, proof: mandate.materialCode } as const
const IN_PERSON = { role: 'representative', min: 0, max: 0 } as const

const AGENT_FAQ = {
  question: '可以委托他人办理吗？',
  answer: '可以，须提交授权委托书和代办人身份证件。',
}
const IN_PERSON_FAQ = { question: '可以委托他人办理吗？', answer: '不可以，须由申请人本人办理。' }

/** Members that an item leaves out stay out. */
function given(item: SampleItem): Partial<Document> {
  const { jointOrgans, entrustedBy, quantityLimit, intermediaries, citedClocks, correctionDays, visit } = item
  const members = {
    jointOrgans,
    entrustedBy,
    quantityLimit,
    intermediaries,
    citedClocks,
    correctionDays,
    visitReason: visit,
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** Who is served follows from the themes: natural persons, and enterprises, institutions and other organisations. */
function audienceOf({ themes, audiences }: SampleItem): Pick<Document, 'audiences' | 'themes'> {
  const { natural, legal } = themes
  return {
    audiences: audiences ?? [...(natural ? ['1'] : []), ...(legal ? ['2', '3', '4', '6'] : [])],
    themes: {
      ...(natural && { natural: natural.map(naturalTheme) }),
      ...(legal && { legal: legal.map(legalTheme) }),
    },
  }
}

function variantsOf(item: SampleItem, itemCode: string): Pick<Document, 'variants'> {
  if (item.variants === undefined) return {}
  return {
    variants: item.variants.map(({ kind, situations, promised }, index) => ({
      variantCode: `${itemCode}${String(index + 1).padStart(2, '0')}`,
      kind,
      name: `${item.name}（${matterTitle(kind)}）`,
      nameEn: `${item.nameEn} (${kind})`,
      situations,
      ...(promised !== undefined && { limits: limitsOf(item, promised) }),
    })),
  }
}

const limitsOf = ({ statutory, promisedNotes }: SampleItem, amount: number): Limits => ({
  statutory,
  promised: {
    amount,
    unit: amount === 0 ? 'workingDay' : statutory.unit,
    ...(promisedNotes !== undefined && { notes: promisedNotes }),
  },
})

const LEVELS = { decides: '可当场决定', accepts: '受理', collects: '代收', advises: '提供咨询' } as const

/** 窗口权限 in one sentence. */
function authorityInWords(places: ReturnType<typeof placesOf>, organ: string): string {
  const windows = places.map(({ name, authority }) => `${name}${LEVELS[authority]}`)
  return `${windows.join('，')}；由${organ}决定。`
}
