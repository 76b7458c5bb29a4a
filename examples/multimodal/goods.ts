/** What the shop sells: a name and the main colour of its picture. */
export const GOODS = [
  { id: 'boots-red', text: 'Red winter boots', color: '#a93226' },
  { id: 'boots-black', text: 'Black rain boots', color: '#1c2833' },
  { id: 'coat', text: 'Warm blue coat', color: '#2e86c1' },
  { id: 'scarf', text: 'Warm red scarf', color: '#cb4335' },
  { id: 'hat', text: 'Straw hat', color: '#f4d03f' },
]
