import { type Command, Option } from 'commander'
import { checkItemsCommand } from './items-check.js'

/** `items …`: the catalogue from the command line (事项目录). */
export function addItemsCommand(program: Command): void {
  const items = program.command('items').description('items of the catalogue as files')

  items
    .command('check <file>')
    .description('check items before they are published: one JSON document, or NDJSON; ends with 1 on errors')
    .addOption(new Option('--language <language>', 'of the findings').choices(['zh', 'en']).default('zh'))
    .option('--json', 'one JSON object for each item')
    .option('--on <date>', 'the day on which codes must be valid (default: today in Shanghai)')
    .action((file: string, options) => checkItemsCommand(file, options))
}
