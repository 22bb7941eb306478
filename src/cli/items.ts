import { type Command, Option } from 'commander'
import { type Config, serviceUrl } from '../config.js'
import type { Kind } from './items-door.js'

/** Loaded when it is wanted: what it brings along, no other command needs. */
const transfer = () => import('./items-transfer.js')

/** `items …`: the catalogue from the command line (事项目录). */
export function addItemsCommand(program: Command, readConfig: () => Config): void {
  const items = program.command('items').description('items of the catalogue as files')

  items
    .command('check <file>')
    .description('check items before they are published: one JSON document, or NDJSON; ends with 1 on errors')
    .addOption(new Option('--language <language>', 'of the findings').choices(['zh', 'en']).default('zh'))
    .option('--json', 'one JSON object for each item')
    .option('--on <date>', 'the day on which codes must be valid (default: today in Shanghai)')
    .option(
      '--directory <file>',
      'the basic directory, NDJSON as `directory export` writes it: what items inherit is checked too',
    )
    .action(async (file: string, options) =>
      (await import('./items-check.js')).checkItemsCommand(file, options),
    )

  addTransfer(items, 'items', readConfig)
}

/** `directory …`: the basic directory from the command line (基本目录). */
export function addDirectoryCommand(program: Command, readConfig: () => Config): void {
  const directory = program.command('directory').description('the basic directory as a file')
  addTransfer(directory, 'directory', readConfig)
}

/** The same two commands for both kinds of entries. */
function addTransfer(group: Command, kind: Kind, readConfig: () => Config): void {
  withDoor(group.command('import <file>'))
    .description(
      'import whole entries, NDJSON (- for the standard input); lists the refused lines, ends with 1 on any',
    )
    .addOption(
      new Option('--mode <mode>', 'all: nothing when a line is refused; valid: every good line')
        .choices(['all', 'valid'])
        .default('all'),
    )
    .action(async (file: string, options) =>
      (await transfer()).importCommand(readConfig(), kind, file, options),
    )

  const exporting = withDoor(group.command('export'))
    .description('export whole entries as NDJSON, which can be imported again')
    .option('--out <file>', 'default: the standard output')
    .option('--division <code>', 'this division and all below it')
    .option('--organisation <code>', 'entries of this organ')
    .option('--type <code>', '事项类型')
    .action(async (options) => (await transfer()).exportCommand(readConfig(), kind, options))
  if (kind === 'items') exporting.option('--state <state>', 'IN_USE, SUSPENDED or RETIRED')
}

const withDoor = (command: Command): Command =>
  command
    .option('--url <url>', 'the running service', serviceUrl())
    .option('--token <token>', 'of a cataloguer (default: one of the development issuer)')
    .option('--direct', 'no service: straight to the database of the settings')
    .addOption(new Option('--language <language>', 'of the findings').choices(['zh', 'en']).default('zh'))
