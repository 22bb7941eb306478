import t from 'tap'

// Runs test files one after the other in this process: what they all load is loaded once.
for (const file of process.argv.slice(2)) {
  // Within a test: tap ends for good where it is idle while a file is loaded and something is to be torn down.
  await t.test(`${file} is loaded`, async () => void (await import(file)))
  // The tests of a file wait in a row: this one comes when they are done.
  await t.test(`${file} is through`, async () => {})
}
