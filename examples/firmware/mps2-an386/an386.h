/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers and interrupts of the board. */
#ifndef FIRMWARE_AN386_H
#define FIRMWARE_AN386_H

#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* The processor. */
#define SYST_CSR  REG(0xe000e010u)
#define SYST_RVR  REG(0xe000e014u)
#define SYST_CVR  REG(0xe000e018u)
#define NVIC_ISER REG(0xe000e100u)
#define CPACR     REG(0xe000ed88u)
#define CPU_HZ    25000000u

/* UART n, of Arm's CMSDK. */
#define UART(n, reg)  REG(0x40004000u + 0x1000u * (n) + (reg))
#define UART_DATA     0x00u
#define UART_STATE    0x04u
#define UART_CTRL     0x08u
#define UART_INTCLR   0x0cu
#define UART_BAUDDIV  0x10u
#define STATE_TX_FULL 1u
#define STATE_RX_FULL 2u
#define CTRL_TX       1u
#define CTRL_RX       2u
#define CTRL_TX_IRQ   4u
#define CTRL_RX_IRQ   8u
#define INT_TX        1u
#define INT_RX        2u

/* Interrupts, for the vector table. */
void an386_tick(void);
void an386_uart0_received(void);
void an386_uart0_sent(void);

#endif
