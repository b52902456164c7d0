// Which words are invented contacts made of? Lists to pick from; nobody and nothing in them exists.

export const firstNames = [
  'Alwin',
  'Bettina',
  'Corvin',
  'Delphine',
  'Edda',
  'Fabrice',
  'Greta',
  'Hamza',
  'Ilse',
  'Joaquín',
  'Kaito',
  'Ludmila',
  'Mirela',
  'Nadim',
  'Oriane',
  'Paavo',
  'Quirin',
  'Rosalie',
  'Søren',
  'Tamar',
  'Ulrike',
  'Viggo',
  'Wanda',
  'Xenia',
  'Yusuf',
  'Zdeněk',
  '美咲',
  'Анна',
  'عمر',
  "D'Arcy",
] as const;

export const lastNames = [
  'Ashgrove',
  'Brackwater',
  'Coldwell',
  'Dunmarrow',
  'Elmsworth',
  'Fenwhistle',
  'Glasbrook',
  'Hollowell',
  'Inkpen',
  'Jarrowby',
  'Kettlestone',
  'Larkmoor',
  'Mossinger',
  'Nettlecombe',
  "O'Quillan",
  'Pemberwick',
  'Quenneford',
  'Ravenholt',
  'Saltmarsh',
  'Thornaby-Wick',
  'Umberfield',
  'Vantongeren',
  'Wexcombe',
  'Yarrowdale',
  'Zillerbach',
  '佐倉',
  'Ноябрьская',
] as const;

export const companies = [
  'Lumen Freight',
  'Quillmoor Tools',
  'Tidewick Instruments',
  'Bramble & Oak Logistics',
  'Northlight Bakeries',
  'Ferrowen GmbH',
  'Maison Tournelle',
  'Hexley "Fast" Couriers',
  'Papyrion <Print>',
  'Ostrava Kettle Works',
  '水月工房',
  'Grindle, Grindle & Cope',
  'Ampersand & Co.',
  'Blue Heron Cooperative',
  'Sable Point Optics',
] as const;

export const jobTitles = [
  'Head of Operations',
  'Buyer',
  'Founder',
  'Analyst',
  'Project Lead',
  'Warehouse Manager',
  'Developer',
  'Office Manager',
] as const;

export const plans = ['free', 'pro', 'enterprise'] as const;

export const stages = ['lead', 'opportunity', 'customer', 'former customer'] as const;

export const classifications = ['Engaged', 'Bad Lead', 'CQL', 'Unqualified'] as const;

export const mailDomains = ['example.com', 'example.org', 'example.net', 'example.test'] as const;

export const places = [
  { city: 'Port Alder', region: 'AL', country: 'NL', countryName: 'Netherlands' },
  { city: 'Grauhafen', region: 'GH', country: 'DE', countryName: 'Germany' },
  { city: 'Sainte-Brume', region: 'SB', country: 'FR', countryName: 'France' },
  { city: 'Coldwater Reach', region: 'CR', country: 'US', countryName: 'United States' },
  { city: 'Tsukinose', region: 'TN', country: 'JP', countryName: 'Japan' },
] as const;

export const pages = [
  { title: 'Pricing', path: '/pricing' },
  { title: 'Tracking a parcel | Help', path: '/help/tracking?from=search&q=parcel%20late' },
  { title: 'Welcome', path: '/' },
  { title: 'Über uns', path: '/%C3%BCber-uns' },
] as const;

/** Tags that the organisation has made; a write that names another is CONTACT-9. */
export const tags = [
  { name: 'Customer', color: '#20b2aa' },
  { name: 'Webinar', color: '#ffb347' },
  { name: 'Do not call', color: '#d9534f' },
  { name: 'Größer als 50', color: '#5bc0de' },
] as const;
