import { expect, test } from 'vitest'
import { ByteBudget } from './ByteBudget.ts'
import { StreamAccount } from './StreamAccount.ts'

const open = (limit: number, maxMessages = 10) => {
  const budget = new ByteBudget(limit)
  return { budget, account: new StreamAccount(budget.open(), maxMessages) }
}

/** Whether a promise is settled after everything that can happen at once. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.finally(() => (settled = true))
  await new Promise((resolve) => setImmediate(resolve))
  return settled
}

test('a message is held until it is answered, and the answer until it is taken', async () => {
  const { budget, account } = open(100)
  await account.admit(15)
  await account.begin(10, 15)
  expect(budget.inUse).toBe(10)
  account.answering(30)
  expect(budget.inUse).toBe(30)
  account.answered(30)
  expect(budget.inUse).toBe(0)
})

test('a message that was compressed is held with its own size', async () => {
  const { budget, account } = open(100)
  await account.admit(5)
  await account.begin(90, 5)
  expect(budget.inUse).toBe(90)
})

test('one that is too large when unpacked is refused', async () => {
  const { account } = open(100)
  await account.admit(5)
  expect(await account.begin(101, 5)).toBe(false)
})

test('over the limit, a stream waits for its next answer', async () => {
  const { account } = open(100)
  await account.admit(80)
  await account.begin(80, 80)
  const more = account.admit(50)
  expect(await isSettled(more)).toBe(false)
  account.answering(1)
  account.answered(1)
  expect(await more).toBe(true)
})

test('over the limit, a stream without a message under way is refused', async () => {
  const { budget, account } = open(100)
  budget.add(80)
  expect(await account.admit(50)).toBe(false)
})

test('a stream with too many messages under way waits for its next answer', async () => {
  const { account } = open(100, 2)
  await account.begin(1, 0)
  await account.begin(1, 0)
  const third = account.begin(1, 0)
  expect(await isSettled(third)).toBe(false)
  account.answering(1)
  account.answered(1)
  expect(await third).toBe(true)
})

test('a stream that is closed gives back everything, also while it waits', async () => {
  const { budget, account } = open(100)
  await account.admit(80)
  await account.begin(80, 80)
  const more = account.admit(50)
  account.close()
  expect(await more).toBe(false)
  expect(budget.inUse).toBe(0)
})
