import { MASKED, maskAddress, maskName } from '../../shared/masks.js'

/**
 * Free words of a case (办理意见、理由): nobody knows who is named in them, so they are for who handles the case, and for
 * whom they are addressed to. Pure.
 */

type Words = Record<string, unknown>

/** What an act knows of itself, of its stored document. */
export interface ToldAct {
  type: string
  actor?: { organisation?: string }
  payload?: { askedOrganisation?: string; tasksOpened?: { organisation?: string }[] }
}

/** Who reads the words of a case's acts: `handles` all of them, an asked organ its question and its own answer. */
export interface WordsReader {
  handles: boolean
  answersFor: readonly string[]
}

const OF_STEP: ReadonlySet<string> = new Set(['completeStep', 'returnStep'])

/** What an organ reads of the act by which it is asked: the question, and the opinion after which it was added (后加签). */
const TOLD_TO_ASKED: Readonly<Record<string, readonly string[]>> = {
  requestJointReview: ['question'],
  addReviewer: ['reason', 'opinion'],
}

/** The words of an act as somebody may read them within the case. */
export function wordsFor({ handles, answersFor }: WordsReader, act: ToldAct, words: Words): Words {
  if (handles) return withMaskedReceiver(words)
  const isTheirs = (organisation: string | undefined) =>
    organisation !== undefined && answersFor.includes(organisation)
  const { type, actor, payload } = act
  if (type === 'giveOpinion' && isTheirs(payload?.askedOrganisation ?? actor?.organisation)) return words
  // What it said itself where a step was its own.
  if (OF_STEP.has(type) && isTheirs(actor?.organisation)) return words
  const masked = maskWords(words)
  const asks = TOLD_TO_ASKED[type]
  if (asks === undefined || payload?.tasksOpened?.some((task) => isTheirs(task.organisation)) !== true)
    return masked
  return { ...masked, ...Object.fromEntries(Object.entries(words).filter(([name]) => asks.includes(name))) }
}

/** Who took a certificate away, and where it was sent, is a person's: masked as parties are. */
const withMaskedReceiver = (words: Words): Words => ({
  ...words,
  ...(typeof words.receiver === 'string' ? { receiver: maskName(words.receiver) } : {}),
  ...(typeof words.address === 'string' ? { address: maskAddress(words.address) } : {}),
})

const maskWords = (words: Words): Words =>
  Object.fromEntries(Object.entries(words).map(([name, value]) => [name, maskWord(value)]))

const maskWord = (value: unknown): unknown =>
  typeof value === 'boolean' || typeof value === 'number' ? value : MASKED

/** Members of papers that are dates, numbers and codes; whatever else stands in one is words. */
const FACTS = new Set([
  'acceptedOn',
  'decidedOn',
  'deliveredOn',
  'postedOn',
  'expiresOn',
  'kind',
  'estimatedDays',
  'days',
  'method',
  'deferred',
  'missing',
  'deemed',
  'licenceEnded',
  'second',
  'reasonCode',
  'ground',
  'lastDays',
  'received',
  'collected',
  'handedFrom',
  'handedTo',
  'givenOn',
  'givenBy',
  'arrivedOn',
  'arrivedWith',
  'sheets',
  'unit',
  'lawBasis',
  'byGovernment',
  'supersededBy',
  'licenceNo',
  'licenceAct',
  'lateFor',
  'movedFrom',
  'receiptKept',
  'licenceName',
  'paymentCode',
  'toldOn',
  'hearingOn',
  'hearingTime',
  'requestedOn',
  'hearingBy',
  'presider',
  'amount',
  'deputy',
  'deputyFor',
])

/** What a paper (文书) says, for who reads no words: its dates and codes. */
export function maskContent(content: Words): Words {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => {
      if (name === 'items' && Array.isArray(value)) return [name, value.map(withoutReason)]
      return [name, FACTS.has(name) ? value : maskWord(value)]
    }),
  )
}

/** An item of a correction without why (补正理由). */
export const withoutReason = <T extends object>(item: T): T =>
  'reason' in item ? { ...item, reason: MASKED } : item
