import type { Queryable } from '../../database/queryable.js'
import { actingCaller } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { EVERYBODY } from '../../events/make-event.js'
import { type Caller, type Owner, subjectOf } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import {
  builtIn,
  checkMessage,
  type MessageContent,
  type MessageTemplate,
  messageTemplateKey,
  SPECIMEN_FACTS,
  type Spoken,
  speak,
  templateOf,
} from './message-template.js'
import {
  insertMessageTemplate,
  lockMessageTemplate,
  selectMessageTemplate,
  selectNewestTemplates,
  selectTemplatesOf,
} from './message-template-store.js'
import { isNoticeKind, NOTICE_NAMES, type NoticeKind } from './notice-kinds.js'
import { spokenFacts } from './spoken-facts.js'

/** At most so many are shown at once. */
const SHOWN = 1000

/** Templates in their newest version (消息模板): what was published, and for all else what the service itself says. */
export async function listMessageTemplates(db: Queryable, organisation?: string): Promise<MessageTemplate[]> {
  const published = await selectNewestTemplates(db, organisation, SHOWN)
  if (organisation !== undefined) return published
  const keys = new Set(published.map(({ key }) => key))
  return [...published, ...NOTICE_NAMES.map(builtIn).filter(({ key }) => !keys.has(key))]
}

/** One version of a template; version 0 is what the service itself says. 404 where there is none. */
export async function readMessageTemplate(
  db: Queryable,
  key: string,
  version: number,
): Promise<MessageTemplate> {
  const kind = key.slice('all.'.length)
  if (version === 0 && key.startsWith('all.') && isNoticeKind(kind)) return builtIn(kind)
  const template = await selectMessageTemplate(db, key, version)
  if (template === undefined) throw problem('NOT_FOUND')
  return template
}

/** A template before it has a version. */
export interface NewMessageTemplate {
  organisation?: string | undefined
  kind: NoticeKind
  content: MessageContent
}

/**
 * Publishes a template as the next version of its key (发布消息模板): what is told from now on follows it, what was told stays.
 * 403 beyond the caller's reach, 422 with what speaks against it. `numbered`: the number that it has elsewhere.
 */
export async function publishMessageTemplate(
  db: Queryable,
  { organisation, kind, content }: NewMessageTemplate,
  caller: Caller,
  numbered?: number,
): Promise<{ template: MessageTemplate; owner: Owner }> {
  const key = messageTemplateKey(organisation, kind)
  await lockMessageTemplate(db, key)
  const owner = await mustOwn(
    db,
    caller,
    { before: undefined, named: organisation },
    'cataloguer',
    'operator',
  )
  refuseUnfit(kind, content)
  const given = { key, ...(organisation === undefined ? {} : { organisation }), kind, content }
  const version = await insertMessageTemplate(db, given, subjectOf(caller), numbered)
  const code = codeOf(owner)
  await emit(db, {
    type: 'messageTemplate.publish',
    no: key,
    version,
    actor: actingCaller(caller),
    sight: EVERYBODY,
    payload: { key, kind, ...(code === null ? {} : { organisation: code }) },
  })
  return { template: { ...given, version }, owner }
}

/** A message that nobody gets (模板预览), in both languages, of facts made up. 422 with what speaks against the content. */
export async function previewMessageTemplate(
  db: Queryable,
  {
    organisation,
    kind,
    content,
  }: Omit<NewMessageTemplate, 'content'> & { content?: MessageContent | undefined },
): Promise<{ zh: Spoken; en: Spoken }> {
  if (content !== undefined) refuseUnfit(kind, content)
  const held =
    organisation === undefined ? await selectTemplatesOf(db, []) : await selectTemplatesOf(db, [organisation])
  const said = content ?? templateOf(held, organisation, kind).content
  return {
    zh: speak(said, 'zh', spokenFacts(SPECIMEN_FACTS, 'zh')),
    en: speak(said, 'en', spokenFacts(SPECIMEN_FACTS, 'en')),
  }
}

function refuseUnfit(kind: NoticeKind, content: MessageContent): void {
  const errors = checkMessage(kind, content)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
}
