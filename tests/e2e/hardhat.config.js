// A node whose pool follows go-ethereum's rules for replacements; it mines only when told.
export default {
  networks: {
    node: {
      type: "edr-simulated",
      chainId: 1,
      hardfork: "prague",
      initialBaseFeePerGas: 10_000_000_000,
      mining: { auto: false, interval: 0 },
    },
  },
};
