// A plain judge of an intake, written from the law (行政许可法 Art. 29–32) and the contract, and not from the code: it keeps
// what happened, in order, and answers every question by looking back over it. It shares nothing with src: its own
// calendar, its own words. Days of 2026 only.

/** How a paper comes, in words of the counter. */
export type Way =
  | 'paper'
  | 'noCopies'
  | 'licence'
  | 'blankLicence'
  | 'register'
  | 'dossier'
  | 'word'
  | 'later'
export interface Paper {
  code: string
  as: Way
}

/** What somebody does at the counter. */
export type Deed =
  | { do: 'look'; code: string; wanting: boolean }
  | { do: 'tell'; codes: string[]; fields: string[]; again: boolean }
  | { do: 'bring'; papers: Paper[]; fields: string[] }
  | { do: 'mend'; papers: Paper[]; fields: string[] }
  | { do: 'accept' | 'readThrough' | 'notNeeded' | 'startReview' | 'finishStep' | 'grant' | 'refuse' }
  | { do: 'acceptLater'; promises: { code: string; until?: string }[] }
  | {
      do: 'turnAway'
      ground: 'outsideCompetence' | 'correctionNotSupplied' | 'falseStatement'
      named: boolean
    }
  | { do: 'supply'; papers: Paper[] }
  | { do: 'close' | 'deliver' | 'takeBack' | 'void' }
  | { do: 'end'; ground: 'applicantGone' | 'deferralNotKept' }

/** What the published item says of itself. */
export interface PlainItem {
  /** Of type 01: the licence law binds it. */
  licence: boolean
  /** The law's consequences follow by themselves. */
  automatic: boolean
  /** Days that the item gives to correct. */
  daysToCorrect?: number
  /** Working days of the legal limit. */
  legalDays: number
  papers: { code: string; need: 'must' | 'mayComeLater' | 'mayBeLeftOut'; word: boolean }[]
  fields: string[]
}

type Happening = { on: string } & (
  | { what: 'received' }
  | { what: 'came'; code: string; proven: boolean; as: Way }
  | { what: 'looked'; code: string; wanting: boolean }
  | { what: 'told'; codes: string[]; fields: string[] }
  | { what: 'accepted'; from: string; how: 'NORMAL' | 'DEFERRED' | 'DEEMED'; words: string[] }
  | { what: 'promised'; code: string; until: string }
  | { what: 'stands'; as: string; result?: string }
)

/** How a case stands, as anybody could read it off its papers. */
export interface Standing {
  status: string
  received: string | undefined
  accepted: string | undefined
  how: string | undefined
  missing: string[]
  /** Told and not come. */
  asked: string[]
  promises: string[]
  /** Taken by the applicant's word, to be looked into. */
  words: string[]
  /** Last days: of the five days, of the days to correct, of promises. */
  last: Record<'intake' | 'correction' | 'promises', string[]>
  /** Which notice after the first, for each that supervision saw. */
  toldAgain: number[]
  result: string | undefined
}

export type Verdict = 'done' | 'no' | 'law first'

/** Where the applicant may still take it back, and the office end it. */
const UNDER_WAY = ['SUBMITTED', 'AWAITING_CORRECTION', 'ACCEPTED', 'REVIEWING', 'DECIDING']
/** At which stand of a case each deed has its place. */
const PLACES: Record<Deed['do'], readonly string[]> = {
  look: ['SUBMITTED', 'ACCEPTED', 'REVIEWING', 'DECIDING'],
  tell: ['SUBMITTED'],
  bring: ['AWAITING_CORRECTION'],
  mend: ['SUBMITTED'],
  accept: ['SUBMITTED'],
  acceptLater: ['SUBMITTED'],
  turnAway: ['SUBMITTED'],
  readThrough: ['SUBMITTED'],
  notNeeded: ['SUBMITTED'],
  supply: ['ACCEPTED', 'REVIEWING', 'DECIDING', 'APPROVED'],
  startReview: ['ACCEPTED'],
  finishStep: ['REVIEWING'],
  grant: ['DECIDING'],
  refuse: ['DECIDING'],
  close: ['APPROVED', 'DENIED'],
  deliver: ['CLOSED'],
  takeBack: UNDER_WAY,
  end: UNDER_WAY,
  void: [...UNDER_WAY, 'NOT_ACCEPTED', 'NOT_REQUIRED'],
}

export class IntakeJudge {
  readonly #item: PlainItem
  readonly #history: Happening[] = []

  constructor(item: PlainItem, papers: readonly Paper[], on: string) {
    this.#item = item
    this.#come(papers, on)
    this.#note({ on, what: 'received' }, { on, what: 'stands', as: 'SUBMITTED' })
  }

  /** What becomes of a deed on a day; what is allowed is done. */
  judge(deed: Deed, today: string): Verdict {
    if (this.#lawSpeaks(today)) return 'law first'
    if (!this.#isLawful(deed, today)) return 'no'
    this.#perform(deed, today)
    return 'done'
  }

  standing(): Standing {
    const accepted = this.#last('accepted')
    const promises = this.#all('promised')
    const isOver = ['DENIED', 'CLOSED', 'DELIVERED', 'WITHDRAWN', 'TERMINATED', 'VOIDED'].includes(
      this.#status,
    )
    const open = promises.filter(({ code }) => !this.#cameSince(code, 'promised'))
    const told = this.#all('told')
    const ended = this.#all('stands').findLast(({ result }) => result !== undefined)
    return {
      status: this.#status,
      received: this.#last('received')?.on,
      accepted: accepted?.from,
      how: accepted?.how,
      missing: this.#missing().sort(),
      asked: this.#status === 'AWAITING_CORRECTION' ? [...(told.at(-1)?.codes ?? [])].sort() : [],
      promises: promises.map(
        ({ code, until }) => `${code} ${until} ${this.#cameSince(code, 'promised') ?? ''}`,
      ),
      words: [...(accepted?.words ?? [])].sort(),
      last: {
        intake:
          this.#status === 'SUBMITTED' && this.#item.licence ? [workdaysAfter(this.#receivedOn(), 5)] : [],
        correction: this.#lastDayToCorrect() ?? [],
        promises: isOver
          ? []
          : // Each promised day has a last day of its own, though two of a weekend end on one Monday.
            [...new Map(open.map((each) => [each.until, each])).values()]
              .map(({ until, on }) => (until === on ? until : workdayFrom(until)))
              .sort(),
      },
      toldAgain: told.slice(1).map((_, index) => index + 2),
      result: ended?.result,
    }
  }

  /** Codes of what must be there and is not. */
  #missing(): string[] {
    const must = this.#item.papers.filter(({ need }) => need !== 'mayBeLeftOut')
    return must.map(({ code }) => code).filter((code) => !this.#isThere(code))
  }

  /** What keeps the office from taking the application in, as far as it may still say so (Art. 32(4), (5)). */
  #wanted(): string[] {
    const told = this.#last('told')
    const mayStillSay = (code: string) => told === undefined || told.codes.includes(code)
    const wanting = this.#codes().filter((code) => this.#isWanting(code) && mayStillSay(code))
    return [...new Set([...this.#missing(), ...wanting])]
  }

  #hasPlace(deed: Deed): boolean {
    const isOpenWord = deed.do === 'look' && this.#isOpenWord(deed.code)
    return PLACES[deed.do].includes(this.#status) || isOpenWord
  }

  #isLawful(deed: Deed, today: string): boolean {
    if (!this.#hasPlace(deed)) return false
    const isProven = (papers: Paper[]) =>
      papers.every((paper) => this.#isListed(paper.code) && this.#proves(paper))
    switch (deed.do) {
      case 'look':
        return this.#mayLook(deed.code)
      case 'tell':
        return this.#mayTell(deed)
      case 'bring': {
        const told = this.#last('told')
        const brought = deed.papers.map(({ code }) => code)
        return (
          isProven(deed.papers) &&
          told?.codes.every((code) => brought.includes(code)) === true &&
          told.fields.every((field) => deed.fields.includes(field))
        )
      }
      case 'mend':
        return isProven(deed.papers)
      case 'accept':
        return this.#wanted().length === 0
      case 'acceptLater':
        return this.#mayDefer(deed.promises, today)
      case 'turnAway':
        if (deed.ground === 'outsideCompetence') return deed.named
        return deed.ground === 'falseStatement' || (this.#cameTooLate() && this.#wanted().length > 0)
      case 'supply':
        return isProven(deed.papers) && deed.papers.every(({ code }) => this.#maySupply(code))
      case 'grant':
        // Nothing is granted over a paper that was found bad and not exchanged (Art. 38).
        return !this.#codes().some((code) => this.#isWanting(code))
      case 'close':
        return this.#status === 'DENIED' || !this.#owes()
      case 'end':
        return deed.ground !== 'deferralNotKept' || this.#brokenPromise(today)
      default:
        return true
    }
  }

  /**
   * As what a deed is refused that is not lawful: `unsaid` where nothing is said, `absent` where the paper was never there,
   * `not now` where the case does not stand so, else `not so`.
   */
  whyNot(deed: Deed): 'unsaid' | 'absent' | 'not now' | 'not so' {
    const says = {
      tell: () => deed.do === 'tell' && deed.codes.length + deed.fields.length > 0,
      acceptLater: () => deed.do === 'acceptLater' && deed.promises.length > 0,
    }
    if (deed.do in says && !says[deed.do as keyof typeof says]()) return 'unsaid'
    if (deed.do === 'look' && !this.#mayLook(deed.code)) return 'absent'
    return this.#hasPlace(deed) && !this.#isIdle(deed) ? 'not so' : 'not now'
  }

  /** However it is said, there is nothing to promise, to supply or to hand out as the case stands. */
  #isIdle(deed: Deed): boolean {
    if (deed.do === 'acceptLater') return this.#wanted().length === 0
    if (deed.do === 'supply') return !this.#codes().some((code) => this.#maySupply(code))
    return deed.do === 'close'
  }

  /** What somebody could lawfully do today, said rightly; nothing while a last day has passed on which the law speaks. */
  open(today: string): Deed['do'][] | undefined {
    if (this.#lawWouldSpeak(today)) return undefined
    const last = workdaysAfter(this.#acceptedFrom(today), this.#item.legalDays)
    const couldBe: { [D in Deed['do']]?: () => boolean } = {
      tell: () => this.#couldTell(),
      accept: () => this.#wanted().length === 0,
      acceptLater: () => {
        const wanted = this.#wanted()
        const mayAllWait = wanted.every((code) => this.#paper(code)?.need === 'mayComeLater')
        return wanted.length > 0 && mayAllWait && today <= last
      },
      supply: () => this.#codes().some((code) => this.#maySupply(code)),
      grant: () => this.#isLawful({ do: 'grant' }, today),
      close: () => this.#isLawful({ do: 'close' }, today),
    }
    return (Object.keys(PLACES) as Deed['do'][]).filter(
      (deed) => PLACES[deed].includes(this.#status) && (couldBe[deed]?.() ?? true),
    )
  }

  /** A notice could name all that is wanted: the first whatever there is, a later one only what came and is bad. */
  #couldTell(): boolean {
    const told = this.#last('told')
    if (told === undefined) return true
    const bad = told.codes.filter((code) => this.#isWanting(code))
    return bad.length + told.fields.length > 0 && this.#wanted().every((code) => bad.includes(code))
  }

  #perform(deed: Deed, on: string): unknown {
    const becomes = (as: string, result?: string) =>
      this.#note({ on, what: 'stands', as, ...(result === undefined ? {} : { result }) })
    switch (deed.do) {
      case 'look':
        return this.#note({ on, what: 'looked', code: deed.code, wanting: deed.wanting })
      case 'tell':
        this.#note({ on, what: 'told', codes: [...new Set(deed.codes)], fields: deed.fields })
        return becomes('AWAITING_CORRECTION')
      case 'bring':
        this.#come(deed.papers, on)
        this.#note({ on, what: 'received' })
        return becomes('SUBMITTED')
      case 'mend':
      case 'supply':
        return this.#come(deed.papers, on)
      case 'accept':
        return this.#take('NORMAL', this.#acceptedFrom(on), on)
      case 'acceptLater': {
        const from = this.#acceptedFrom(on)
        const last = workdaysAfter(from, this.#item.legalDays)
        for (const { code, until = last } of deed.promises) this.#note({ on, what: 'promised', code, until })
        return this.#take('DEFERRED', from, on)
      }
      case 'turnAway':
        return becomes('NOT_ACCEPTED')
      case 'notNeeded':
        return becomes('NOT_REQUIRED')
      case 'readThrough':
        return undefined
      case 'startReview':
        return becomes('REVIEWING')
      case 'finishStep':
        return becomes('DECIDING')
      case 'grant':
        return becomes('APPROVED')
      case 'refuse':
        return becomes('DENIED')
      case 'close':
        return becomes('CLOSED', this.#status === 'APPROVED' ? 'issued' : 'returned')
      case 'deliver':
        return becomes('DELIVERED')
      case 'takeBack':
        return becomes('WITHDRAWN')
      case 'end':
        return becomes('TERMINATED')
      case 'void':
        return becomes('VOIDED', 'voided')
    }
  }

  /** What the law itself does when a last day has passed, before anybody else acts (Art. 32(4); the item's days). */
  #lawSpeaks(today: string): boolean {
    if (!this.#lawWouldSpeak(today)) return false
    if (this.#status === 'SUBMITTED') this.#take('DEEMED', this.#receivedOn(), today)
    else this.#note({ on: today, what: 'stands', as: 'TERMINATED', result: 'correctionNotSupplied' })
    return true
  }

  #lawWouldSpeak(today: string): boolean {
    if (!this.#item.automatic) return false
    if (this.#status === 'SUBMITTED' && this.#item.licence)
      return today > workdaysAfter(this.#receivedOn(), 5)
    const [last] = this.#lastDayToCorrect() ?? []
    return last !== undefined && today > last
  }

  /** A notice names all that is wanted, and nothing that the item does not list; a second one only what came and is bad. */
  #mayTell({ codes, fields, again }: Extract<Deed, { do: 'tell' }>): boolean {
    if (codes.length + fields.length === 0) return false
    if (!codes.every((code) => this.#isListed(code))) return false
    if (!fields.every((field) => this.#item.fields.includes(field))) return false
    const told = this.#last('told')
    if (told !== undefined) {
      if (!again) return false
      if (!codes.every((code) => told.codes.includes(code) && this.#isWanting(code))) return false
      if (!fields.every((field) => told.fields.includes(field))) return false
    }
    return this.#wanted().every((code) => codes.includes(code))
  }

  /** Only what is wanted and may come later, once each, on a day between today and the last of the limit; and all of it. */
  #mayDefer(promises: readonly { code: string; until?: string }[], today: string): boolean {
    const wanted = this.#wanted()
    const last = workdaysAfter(this.#acceptedFrom(today), this.#item.legalDays)
    const codes = promises.map(({ code }) => code)
    return (
      wanted.length > 0 &&
      new Set(codes).size === codes.length &&
      codes.every((code) => wanted.includes(code) && this.#paper(code)?.need === 'mayComeLater') &&
      promises.every(({ until = last }) => today <= until && until <= last) &&
      wanted.every((code) => codes.includes(code))
    )
  }

  /** After acceptance comes what was promised, what was found bad, and all that the law took in unseen. */
  #maySupply(code: string): boolean {
    const isPromised =
      this.#all('promised').some((each) => each.code === code) && !this.#cameSince(code, 'promised')
    return isPromised || this.#isWanting(code) || this.#last('accepted')?.how === 'DEEMED'
  }

  /** No certificate before what was promised is there and does, or what the law took in without. */
  #owes(): boolean {
    const promised = this.#all('promised').some(
      ({ code }) => !this.#cameSince(code, 'promised') || this.#isWanting(code),
    )
    return promised || (this.#last('accepted')?.how === 'DEEMED' && this.#missing().length > 0)
  }

  #brokenPromise = (today: string): boolean =>
    this.#all('promised').some(({ code, until }) => until < today && !this.#cameSince(code, 'promised'))

  /** What was told came after the item's days for it. */
  #cameTooLate(): boolean {
    const told = this.#last('told')
    const received = this.#last('received')
    const days = this.#item.daysToCorrect
    if (told === undefined || received === undefined || days === undefined) return false
    return received.on > workdayFrom(daysAfter(told.on, days))
  }

  #lastDayToCorrect(): string[] | undefined {
    const told = this.#last('told')
    const days = this.#item.daysToCorrect
    if (this.#status !== 'AWAITING_CORRECTION' || told === undefined || days === undefined) return undefined
    return [workdayFrom(daysAfter(told.on, days))]
  }

  /** 受理之日: the day of the act; after a notice the day on which everything was there (Art. 32(5)). */
  #acceptedFrom = (today: string): string => (this.#last('told') === undefined ? today : this.#receivedOn())
  #receivedOn = (): string => this.#last('received')?.on ?? ''

  #take(how: 'NORMAL' | 'DEFERRED' | 'DEEMED', from: string, on: string): void {
    const words = this.#item.papers
      .filter(({ code, word }) => word && this.#lastCame(code)?.as === 'word')
      .map(({ code }) => code)
    this.#note({ on, what: 'accepted', from, how, words }, { on, what: 'stands', as: 'ACCEPTED' })
  }

  #come(papers: readonly Paper[], on: string): void {
    for (const paper of papers)
      this.#note({ on, what: 'came', code: paper.code, as: paper.as, proven: this.#proves(paper) })
  }

  #proves({ code, as }: Paper): boolean {
    if (as === 'word') return this.#paper(code)?.word === true
    return as === 'paper' || as === 'licence'
  }

  #paper = (code: string) => this.#item.papers.find((each) => each.code === code)
  #isListed = (code: string): boolean => this.#paper(code) !== undefined
  #codes = (): string[] => this.#item.papers.map(({ code }) => code)
  #lastCame = (code: string) => this.#all('came').findLast((each) => each.code === code)
  #isThere = (code: string): boolean => this.#lastCame(code)?.proven === true
  #mayLook = (code: string): boolean => this.#lastCame(code) !== undefined

  /** Looked at since it came, and the last look found it bad. */
  #isWanting(code: string): boolean {
    const came = this.#history.findLastIndex((each) => each.what === 'came' && each.code === code)
    const looks = this.#history.slice(came + 1).filter((each) => each.what === 'looked')
    return came >= 0 && looks.findLast((each) => each.code === code)?.wanting === true
  }

  /** A word in a paper's place is looked into once, after the grant. */
  #isOpenWord(code: string): boolean {
    const granted = this.#history.findIndex((each) => each.what === 'stands' && each.as === 'APPROVED')
    const isGranted = ['APPROVED', 'CLOSED', 'DELIVERED'].includes(this.#status)
    if (granted < 0) return false
    const looked = this.#history.slice(granted).some((each) => each.what === 'looked' && each.code === code)
    return isGranted && this.#last('accepted')?.words.includes(code) === true && !looked
  }

  /** The day on which something came after the last time that it was promised. */
  #cameSince(code: string, what: 'promised'): string | undefined {
    const promised = this.#history.findLastIndex((each) => each.what === what && each.code === code)
    return this.#history.slice(promised + 1).find((each) => each.what === 'came' && each.code === code)?.on
  }

  get #status(): string {
    return this.#last('stands')?.as ?? ''
  }

  #last = <W extends Happening['what']>(what: W) => this.#all(what).at(-1)
  #all = <W extends Happening['what']>(what: W) =>
    this.#history.filter((each): each is Extract<Happening, { what: W }> => each.what === what)
  #note = (...happenings: Happening[]): void => void this.#history.push(...happenings)
}

// The notice of the State Council for 2026, by hand.
const OFF = `01-01..03 02-15..23 04-04..06 05-01..05 06-19..21 09-25..27 10-01..07`
  .split(' ')
  .map((span) => span.split('..'))
const WORKED = ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10']

function isDayOff(date: string): boolean {
  const day = date.slice(5)
  if (WORKED.includes(day)) return false
  const isHoliday = OFF.some(([from = '', to = '']) => from <= day && day <= from.slice(0, 3) + to)
  return isHoliday || [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay())
}

/** The day itself, or the first working day after it. */
const workdayFrom = (date: string): string => (isDayOff(date) ? workdayFrom(daysAfter(date, 1)) : date)

/** The last of so many working days after a day, which itself does not count. */
function workdaysAfter(date: string, count: number): string {
  let day = date
  for (let left = count; left > 0; ) {
    day = daysAfter(day, 1)
    if (!isDayOff(day)) left -= 1
  }
  return day
}

export function daysAfter(date: string, count: number): string {
  const day = new Date(`${date}T12:00:00Z`)
  day.setUTCDate(day.getUTCDate() + count)
  return day.toISOString().slice(0, 10)
}
