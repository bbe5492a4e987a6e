/* port_claim: a port that no other test means to listen on.
 *
 * Below the ports that connections get by themselves, so that none of those takes it while its
 * server is down. The claim is a link named after the port, to the number of the process it is
 * for: as random_port of tests/integration/lib.sh makes them.
 */
#ifndef LECTERN_TESTS_COMMON_NATS_PORT_CLAIM_H
#define LECTERN_TESTS_COMMON_NATS_PORT_CLAIM_H

/* A port for this process, or -1. */
int port_claim(void);

void port_give_back(int port);

#endif
