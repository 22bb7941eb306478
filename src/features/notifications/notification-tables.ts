import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { instant, textC } from '../../database/columns.js'

/** What messages say (消息模板), append only: what was told names the version that it was made of. */
export const messageTemplates = pgTable(
  'message_templates',
  {
    key: textC('key').notNull(),
    version: integer('version').notNull(),
    /** Whose it is; null: the whole deployment's. */
    organisationCode: text('organisation_code'),
    kind: text('kind').notNull(),
    content: jsonb('content').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.version] }),
    index('message_templates_organisation').on(table.organisationCode, table.kind),
  ],
)

/**
 * What was told to whom (通知、提醒). Nothing personal stands here but what is masked: names and numbers are opened where
 * they rest, the moment a message leaves.
 */
export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    /** Event, kind and addressee: the same is told once, however often its event comes. */
    toldKey: textC('told_key').notNull(),
    kind: text('kind').notNull(),
    caseId: uuid('case_id'),
    caseNo: textC('case_no'),
    /** Of the case after the act that is told. */
    caseVersion: integer('case_version'),
    organisationCode: text('organisation_code'),
    /** party, staff, organ. */
    audience: text('audience').notNull(),
    partyNo: smallint('party_no'),
    /** issuer|subject of the addressee, when known. */
    subject: text('subject'),
    staffNo: text('staff_no'),
    /** Of a message to an organ: whose work it is there. */
    role: text('role'),
    /** Number of the absent person in whose stead the addressee is told. */
    deputyFor: text('deputy_for'),
    /** By which the preferences of the addressee are found (preferences.ts). */
    persons: text('persons').array().notNull().default(sql`'{}'`),
    recipientMasked: text('recipient_masked'),
    language: text('language').notNull(),
    templateKey: text('template_key').notNull(),
    templateVersion: integer('template_version').notNull(),
    /** What the placeholders stand for; never anything personal. */
    facts: jsonb('facts').notNull(),
    /** As it is shown, masked. */
    title: text('title').notNull(),
    body: text('body').notNull(),
    createdAt: instant('created_at').notNull(),
    /** When it was decided by which channels it leaves; null: not yet. */
    routedAt: instant('routed_at'),
    /** Why it stays in the inbox alone: noChannel, noAddress, stopped. */
    insideOnly: text('inside_only'),
    readAt: instant('read_at'),
    /** The act was taken back before anything had left. */
    withdrawnAt: instant('withdrawn_at'),
    /** Its text and to whom it went were removed (MESSAGE_DAYS); that it was told, and with what result, stays. */
    wipedAt: instant('wiped_at'),
  },
  (table) => [
    uniqueIndex('messages_told').on(table.toldKey),
    index('messages_case').on(table.caseNo, table.createdAt, table.id).where(sql`case_no is not null`),
    index('messages_subject').on(table.subject, table.createdAt, table.id).where(sql`subject is not null`),
    index('messages_staff').on(table.staffNo, table.createdAt, table.id).where(sql`staff_no is not null`),
    index('messages_organ')
      .on(table.organisationCode, table.role, table.createdAt, table.id)
      .where(sql`audience = 'organ'`),
    index('messages_unrouted').on(table.createdAt, table.id).where(sql`routed_at is null`),
  ],
)

/** Each way out of the house (发送记录): when it was tried and what came of it. */
export const messageDeliveries = pgTable(
  'message_deliveries',
  {
    messageId: uuid('message_id').notNull(),
    channel: text('channel').notNull(),
    /** Sent again by staff: a round of its own, with a key of its own. */
    round: smallint('round').notNull(),
    /** WAITING, SENDING, SENT, FAILED, STOPPED, WITHDRAWN. */
    status: text('status').notNull(),
    addressMasked: text('address_masked'),
    /** Those of one person that may go out as one (合并发送); null: by itself. */
    digest: text('digest'),
    /** Of one that is being sent: when somebody else takes it over. */
    nextAt: instant('next_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** What came of each attempt: at, result. */
    tries: jsonb('tries').notNull().default([]),
    sentAt: instant('sent_at'),
    /** What the other side called it (回执号). */
    receipt: text('receipt'),
  },
  (table) => [
    primaryKey({ columns: [table.messageId, table.channel, table.round] }),
    index('message_deliveries_due')
      .on(table.nextAt, table.messageId)
      .where(sql`status in ('WAITING', 'SENDING')`),
    index('message_deliveries_digest')
      .on(table.digest, table.nextAt)
      .where(sql`status = 'WAITING' and digest is not null`),
  ],
)

/** What people want to be told (接收偏好): `issuer|subject` of a person, or `number:` and the blind index of one. */
export const messagePreferences = pgTable('message_preferences', {
  person: textC('person').primaryKey(),
  version: integer('version').notNull(),
  /** Reminders are not sent out (退订); notices of the law always are. */
  remindersStopped: boolean('reminders_stopped').notNull(),
  /** none: each by itself; daily: reminders once a day. */
  digest: text('digest').notNull(),
  language: text('language').notNull(),
  updatedBy: text('updated_by').notNull(),
  updatedAt: instant('updated_at').notNull(),
})
