import { Command } from 'commander'
import { ConfigError, loadConfig, serviceUrl } from '../config.js'
import { packageVersion } from '../shared/package-root.js'
import { ROLE_NAMES } from '../shared/roles.js'
import { addDirectoryCommand, addItemsCommand } from './items.js'

// Each command is loaded when it is wanted: a token must not wait for all that the service is made of.
const program = new Command('yichuang')
  .description('一窗: commands beside the service')
  .version(packageVersion)
  .showHelpAfterError()

program
  .command('token')
  .description('print a token of the development issuer (8 hours)')
  .option('--role <role>', `one of ${ROLE_NAMES.join(', ')}`)
  .option('--staff <number>', 'a person of the staff register: the rights are those of the register')
  .option('--organisation <code>', 'the organisation whose role it is (default: above all sample ones)')
  .option('--scope <scope>', 'organ: that organisation alone; subtree: all below it as well')
  .option(
    '--post <post>',
    '岗位, where a step or an act asks for one (repeatable)',
    (post: string, posts: string[]) => [...posts, post],
    [],
  )
  .option('--subject <id>', 'who it is (default: dev-<role>)')
  .option('--id-number <number>', 'whose sign-in it is: the claim `id_number`')
  .action(async (options) => (await import('./token.js')).tokenCommand(loadConfig(), options))

program
  .command('openapi')
  .description('write openapi/openapi.json from the routes')
  .action(async () => (await import('./openapi.js')).openapiCommand())

program
  .command('seed')
  .description(
    'put the sample data into the configured database, and sample cases where tokens of the development issuer are trusted (SEED=catalogue: without them); what is there stays',
  )
  .action(async () => (await import('./seed.js')).seedCommand(loadConfig()))

program
  .command('demo')
  .description('take two real cases through a running service, step by step')
  .option('--url <url>', 'where the service listens', serviceUrl())
  .action(async (options) => (await import('./demo.js')).demoCommand(loadConfig(), options.url))

program
  .command('init-database')
  .description(
    'make roles and database on any Postgres, and migrate; names and passwords come from DATABASE_URL and MIGRATION_DATABASE_URL',
  )
  .option('--admin-url <url>', 'a superuser of the server (default: ADMIN_DATABASE_URL)')
  .option('--empty', 'roles and database only, without tables: pg_restore brings its own')
  .action(async (options) => (await import('./init-database.js')).initDatabaseCommand(loadConfig(), options))

program
  .command('found')
  .description('write the first division and its organisation into an empty database')
  .requiredOption('--division <code>', 'its code of 6, 9 or 12 digits')
  .requiredOption('--division-name <name>', 'what it is called')
  .requiredOption('--organisation <code>', 'its organ, by whose right the others are made')
  .requiredOption('--organisation-name <name>', 'what that is called')
  .action(async (options) => (await import('./found.js')).foundCommand(loadConfig(), options))

program
  .command('grant')
  .description('give the first security administrator his role (later ones are given through the API)')
  .requiredOption('--issuer <url>', 'the OIDC provider')
  .requiredOption('--subject <id>', 'the `sub` of his tokens')
  .requiredOption('--organisation <code>', 'the organisation at which the role is held')
  .option('--role <role>', `one of ${ROLE_NAMES.join(', ')}`, 'security')
  .option(
    '--scope <scope>',
    'organ: that organisation alone (default for roles in cases); subtree: all below it as well (default else)',
  )
  .option('--items <codes>', 'only these items, with commas between')
  .option('--valid-until <date>', 'last day, YYYY-MM-DD')
  .action(async (options) => (await import('./grant.js')).grantCommand(loadConfig(), options))

program
  .command('search')
  .description('the search')
  .command('rebuild')
  .description('make all search entries anew, in batches, beside a running service')
  .action(async () => (await import('./search.js')).rebuildSearchCommand(loadConfig()))

const consumers = program.command('consumers').description('what is made of the log of events (消费者)')
consumers
  .command('list')
  .description('how far each consumer is, and how many subjects it put aside')
  .action(async () => (await import('./consumers.js')).listConsumersCommand(loadConfig()))
consumers
  .command('rebuild <name>')
  .description(
    'make what it keeps anew from the first event, beside a running service; readers see the old until it is done',
  )
  .action(async (name) => (await import('./consumers.js')).rebuildConsumerCommand(loadConfig(), name))

program
  .command('rotate-keys')
  .description(
    'write every encrypted value again under the first of ENCRYPTION_KEYS, in batches, beside a running service',
  )
  .option('--check', 'open every value and write nothing: whether each stands where it was written')
  .action(async (options) => (await import('./rotate-keys.js')).rotateKeysCommand(loadConfig(), options))

program
  .command('verify')
  .description(
    'prove that nothing of the past was altered: recomputes the chains of events and of the audit trail, every case from its events, words and documents by their hashes. Changes nothing; prints what it finds, and then exits with 1',
  )
  .option(
    '--feed <position:hash>',
    'a position of the change feed and its hash, noted earlier outside the house: a tail cut off since then is found',
  )
  .option('--audit <place:hash>', 'the same of the audit trail; both are printed at the end of each run')
  .addHelpText(
    'after',
    `
Beside a running service or without one; on many millions of rows it takes minutes and tells how far it is.
Example:
  npm run cli -- verify --feed 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
  )
  .action(async (options) => (await import('./verify.js')).verifyCommand(loadConfig(), options))

const SERVICE = 'where the service listens'
program
  .command('import <kind> <path>')
  .description(
    'bring lines of a kind (divisions, organisations … grants) into a service from a file, or `all` from a folder, in the order of dependence',
  )
  .option('--url <url>', SERVICE, serviceUrl())
  .option(
    '--token <token>',
    'an access token; default: one of the development issuer in the role of the kind',
  )
  .option('--organisation <code>', 'whose role that one is (default: above all sample organisations)')
  .option('--mode <mode>', 'all, valid (every good line) or preview (write nothing)', 'all')
  .option('--calendar <code>', 'of a table of days: whose they are, 日历代码 (default: CN)')
  .option('--year <year>', 'of a table of days: of which year, 年度')
  .option('--status <status>', 'of a table of days: OFFICIAL (正式) or PROVISIONAL (暂定)')
  .option('--notice <number>', 'of a table of days: the number of its notice, 放假通知文号')
  .option('--confirmed', 'of a table of days: feasts without a day off were looked at, 确认缺少法定节日')
  .option('--language <language>', 'of a table of days: what is found, in zh or en', 'zh')
  .addHelpText(
    'after',
    `
Files are NDJSON, a thing a line. calendars also takes a table of a year's days (.csv, 日历年度): headings in its first
line, date, kind, name, sourceDoc or 日期, 类型|种类 (放假, 上班), 名称, 文号. It replaces that year.
表格（.csv）为一年的放假、上班日，第一行为列名；整年替换，先用 --mode preview 查看将变动的时限。
  npm run cli -- import calendars 2027.csv --year 2027 --status OFFICIAL --notice 国办发明电〔2026〕N号 --mode preview`,
  )
  .action(async (kind, path, options) =>
    (await import('./transfer.js')).importKinds(loadConfig(), kind, path, options),
  )

program
  .command('export <kind> [path]')
  .description('take everything of a kind out of a service into a file, or `all` into a folder')
  .option('--url <url>', SERVICE, serviceUrl())
  .option(
    '--token <token>',
    'an access token; default: one of the development issuer in the role of the kind',
  )
  .option('--organisation <code>', 'whose role that one is (default: above all sample organisations)')
  .option('--clear', 'telephone and mail of staff in clear; stands in the audit trail, with --purpose')
  .option('--purpose <words>', 'what the clear values are for')
  .action(async (kind, path, options) =>
    (await import('./transfer.js')).exportKinds(loadConfig(), kind, path, options),
  )

program
  .command('pay <code>')
  .description('pay a payment code (缴款码) as a payment system would, by the signed callback; to try it out')
  .option('--url <url>', SERVICE, serviceUrl())
  .option('--amount <cents>', 'in 分 (default: what the bill asks for)')
  .option('--number <number>', 'number of the payment (default: a new one)')
  .action(async (code, options) => (await import('./pay.js')).payCommand(loadConfig(), code, options))

program
  .command('simulate <cases>')
  .description(
    'play a period again from a file of cases and print what would have fired when (历史回放); writes nothing',
  )
  .option(
    '--rules <path>',
    'under these rules of lamps, lines as `import monitorRules` takes them, beside those in force',
  )
  .option('--until <date>', 'how far to look, YYYY-MM-DD (default: half a year after each receipt)')
  .addHelpText(
    'after',
    `
A case a line: {"ref":"A-1","itemCode":"…","receivedOn":"2026-03-02","acts":[{"on":"2026-03-04","action":"accept"}]}
Acts and their members are those of POST /v1/deadlines/simulate; itemCode is that of an item in force.
Printed is a line for each thing that fires: the day, the case, what, when it is due, who is told; then how often each.
Rules to try beside those in force, changed in the file:
  npm run cli -- export monitorRules rules.ndjson
  npm run cli -- simulate cases.ndjson --rules rules.ndjson --until 2026-06-30`,
  )
  .action(async (path, options) =>
    (await import('./simulate.js')).simulateCommand(loadConfig(), path, options),
  )

program
  .command('docs')
  .description('renew the generated parts of the pages in docs')
  .action(async () => (await import('./docs.js')).docsCommand())

addItemsCommand(program, () => loadConfig())
addDirectoryCommand(program, () => loadConfig())

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : ((error as Error).message ?? 'failed')}\n`,
  )
  process.exitCode = 1
}
