import { type Caller, subjectOf } from '../../shared/caller.js'
import { maskMobile, maskName } from '../../shared/masks.js'
import { viewAnswerable } from '../deadlines/answerable.js'
import { answerableOf, concerns, namedIn } from './voice.js'
import type { Voice, VoiceRow } from './voice-sight.js'

/**
 * One as its organ and supervision see it (承办视图): contact masked; who raised it is told to nobody, and whom a rectification
 * is about does not learn of which case it is. Who raised it and reads it signed in learns no more of the staff than by code.
 */
export function viewVoice({ row, said }: Voice, caller: Caller) {
  const isAbout = concerns(row.about, caller)
  const isTheirs = row.raised_by === subjectOf(caller)
  const held = isTheirs ? undefined : answerableOf(row)
  return {
    ...facts({ row, said }),
    ...(row.case_no === null || isAbout ? {} : { caseNo: row.case_no }),
    ...(row.rating_id === null ? {} : { ratingId: row.rating_id }),
    ...(row.kind !== 'complaint' || isTheirs ? {} : namedIn(row.about)),
    ...(said.name === undefined ? {} : { name: maskName(said.name) }),
    ...(said.mobile === undefined ? {} : { mobile: maskMobile(said.mobile) }),
    ...(row.channel === null ? {} : { channel: row.channel }),
    ...(held === undefined ? {} : { answerable: viewAnswerable(held) }),
    history: isTheirs
      ? historyOwn({ row, said })
      : row.history.map(({ by, ...entry }, at) => ({
          ...entry,
          ...(by === undefined ? {} : { by: by.slice(by.indexOf('|') + 1) }),
          ...wordsOf(said.acts[at]),
        })),
  }
}

/** The same for who raised it: what became of it, and not which person dealt with it. */
export function viewOwn({ row, said }: Voice) {
  return {
    ...facts({ row, said }),
    ...(row.case_no === null ? {} : { caseNo: row.case_no }),
    history: historyOwn({ row, said }),
  }
}

const historyOwn = ({ row, said }: Voice) =>
  row.history.map(({ by: _by, role: _role, ...entry }, at) => ({ ...entry, ...wordsOf(said.acts[at]) }))

const wordsOf = (text: string | null | undefined) => (text == null ? {} : { text })

const facts = ({ row, said }: Voice) => ({
  id: row.id,
  organisation: row.organisation_code,
  status: row.status,
  raisedOn: row.raised_on,
  ...(row.due_on === null ? {} : { dueOn: row.due_on }),
  ...(row.item_code === null ? {} : { itemCode: row.item_code }),
  ...(row.window_id === null ? {} : { windowId: row.window_id }),
  ...(said.title === undefined ? {} : { title: said.title }),
  ...(said.text === undefined ? {} : { text: said.text }),
  ...(row.public_question === null ? {} : { question: row.public_question }),
  ...(row.public_answer === null ? {} : { answer: row.public_answer }),
})

/** A question with its answer as everybody reads it (常见问题). */
export const viewPublished = (row: VoiceRow) => ({
  id: row.id,
  organisation: row.organisation_code,
  ...(row.item_code === null ? {} : { itemCode: row.item_code }),
  question: row.public_question ?? '',
  answer: row.public_answer ?? '',
})
