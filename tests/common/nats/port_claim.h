/* port_claim: a port that no other test will listen on.
 *
 * It is below the ephemeral ports, so that no outgoing connection takes it while its server is
 * down. The claim is a symbolic link named after the port that points to the pid of its owner, as
 * made by random_port in tests/integration/lib.sh.
 */
#ifndef LECTERN_TESTS_COMMON_NATS_PORT_CLAIM_H
#define LECTERN_TESTS_COMMON_NATS_PORT_CLAIM_H

/* Claims a port for this process; -1 on failure. */
int port_claim(void);

void port_give_back(int port);

#endif
