import t from 'tap'

// Runs test files one after the other in this process: what they all load is loaded once.
for (const file of process.argv.slice(2)) {
  await import(file)
  // The tests of a file wait in a row: this one comes when they are done.
  await t.test(`${file} is through`, async () => {})
}
