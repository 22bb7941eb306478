import type { Deps } from '../../deps.js'
import { etagOf } from '../../http/etag.js'
import { type Answer, answerRow } from '../../http/idempotency.js'
import { newQueryCode } from '../../shared/ids.js'
import { problem } from '../../shared/problem.js'
import { say } from '../../shared/text.js'
import { problemOf, replay } from '../cases/acts/answer-act.js'
import type { Requested } from '../cases/acts/answer-opening.js'
import { type BundleDone, type MemberOpening, openMembers } from '../cases/bundled/open-members.js'
import { findParent } from '../cases/bundled/read-parent.js'
import { versionOf, viewParent } from '../cases/bundled/view-parent.js'
import type { BundleDocument } from './bundle-document.js'
import { checkBundleForm, memberForm, unknownInBundle } from './bundle-form.js'
import { inOrderOfResults } from './bundle-results.js'
import type { BundleCaseBody } from './bundle-schemas.js'
import type { BundleInForce } from './bundle-service.js'
import { type MemberMaterial, materialsByMember, toldInBundle } from './member-input.js'
import { type MemberChecklist, resolveBundle, unanswered } from './resolve-bundle.js'

/**
 * The cases of a bundle that were handed in together (一件事收件), as HTTP answers it: the bundle's case, and one case for each
 * member that takes part. 422 names what is wrong by its place in the one request; the same key and body give the same
 * answer, however often they come.
 */
export async function answerBundle(
  deps: Deps,
  bundle: BundleInForce,
  body: BundleCaseBody,
  requested: Requested,
): Promise<{ answer: Answer; replayed: boolean }> {
  const { caller, scope, language } = requested
  const queryCode = newQueryCode()
  let answer: Answer | undefined
  const rowOf = (done: BundleDone) => {
    answer = createdAnswer(done, queryCode, language)
    return answerRow(scope, answer, deps.encryption, done.parent.created_at)
  }
  const outcome = await openMembers(deps, {
    caller,
    bundle: rowOfBundle(bundle),
    // Looked at only where the request is not a repeated one: what the bundle is may have changed since.
    members: (today) => membersOf(bundle, body, today),
    queryCode,
    draftQuota: deps.config.draftQuota,
    memo: { ...scope, rowOf },
  })
  if (outcome.kind === 'done' && answer !== undefined) return { answer, replayed: false }
  const replayed = await replay(deps, scope, outcome)
  if (replayed !== undefined) {
    const { caseNo } = JSON.parse(replayed.body) as { caseNo: string }
    if ((await findParent(deps, caller, caseNo)) === undefined) throw problem('NOT_FOUND')
    return { answer: replayed, replayed: true }
  }
  if (outcome.kind === 'done') throw new Error('cases that were taken in have an answer')
  throw problemOf(outcome, 'any')
}

const rowOfBundle = ({ document, version }: BundleInForce) => ({
  bundle_code: document.bundleCode,
  bundle_version: version,
  name: document.name,
  name_en: document.nameEn ?? null,
  organisation_code: document.organisationCode,
})

function createdAnswer(
  { parent, members }: BundleDone,
  queryCode: string,
  language: Requested['language'],
): Answer {
  const hands = members.map(({ after, around }) => ({ record: after, around, sees: true }))
  const view = { ...viewParent(parent, hands, language), queryCode }
  return {
    status: 201,
    headers: {
      location: `/v1/cases/${parent.case_no}`,
      etag: etagOf(versionOf(hands), view),
      'content-language': say({ zh: 'zh-CN', en: 'en' }, language),
    },
    body: JSON.stringify(view),
  }
}

/** What each member is handed in with, who issues before who needs it; throws 422 where the one request itself is wrong. */
function membersOf(bundle: BundleInForce, body: BundleCaseBody, today: string): MemberOpening[] {
  const { document } = bundle
  const { form = {}, submit = false } = body
  const applicant = body.parties.find(({ role }) => role === 'applicant')
  const answers = withAgent(document, body)
  const resolved = resolveBundle(bundle, applicant?.type ?? 'natural', answers, '/parties')
  if (resolved.kind === 'questions')
    throw problem('RULE_VIOLATED', { errors: resolved.questions.map(({ key }) => unanswered(key)) })
  const errors = submit ? checkBundleForm(document, form, today) : unknownInBundle(document, form)
  const { given, errors: wrong } = materialsByMember(resolved, body.materials ?? [])
  if (errors.length + wrong.length > 0) throw problem('RULE_VIOLATED', { errors: [...errors, ...wrong] })
  return inOrderOfResults(
    resolved.members.map((each) => ({ ...each, itemCode: each.document.itemCode })),
    document,
  ).map((member) => opening(bundle, body, member, given.get(member.itemCode) ?? []))
}

/** A representative among the parties answers whether somebody acts for the applicant. */
function withAgent({ questions }: BundleDocument, { answers = {}, parties }: BundleCaseBody) {
  if (answers.byAgent !== undefined || questions.every(({ key }) => key !== 'byAgent')) return answers
  return { ...answers, byAgent: parties.some(({ role }) => role === 'representative') }
}

type Given = NonNullable<BundleCaseBody['materials']>[number]

/** A member's application as `POST /v1/cases` would take it. */
function opening(
  { document: bundle }: BundleInForce,
  { materials: _materials, form = {}, answers: _answers, submit = false, ...shared }: BundleCaseBody,
  { document: item, answers, awaits }: MemberChecklist,
  given: readonly MemberMaterial<Given>[],
): MemberOpening {
  const indexes = given.map(({ index }) => index)
  return {
    body: {
      ...shared,
      itemCode: item.itemCode,
      submit,
      answers: answers as NonNullable<BundleCaseBody['answers']>,
      form: memberForm(bundle, item, form),
      materials: given.map(({ input }) => input),
    },
    awaits,
    told: (errors) => toldInBundle(bundle, item, indexes, errors),
  }
}
